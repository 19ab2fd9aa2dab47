using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>
/// Finds who refers to an entity by a field, so that a trace goes both ways. Kept for what work flows through alone: a person or a
/// repository is named by millions, and no trace leads through them.
/// </summary>
internal static class ReferrerIndex
{
    public const string Store = "referrers";

    private static readonly HashSet<string> Flow = new(StringComparer.Ordinal)
    {
        "work-item", "pull-request", "commit", "pipeline-run", "task-run", "artifact", "deployment", "release", "change-request", "problem", "incident", "alert",
        "test-plan", "test-case", "test-run", "quality-report", "finding",
    };

    /// <summary>What an entity's fields refer to, as far as it is kept, by target and field.</summary>
    public static IReadOnlyList<(string Target, string Field)> Targets(EntityDescriptor type, JsonElement? entity)
    {
        if (entity is not { } known || type.Name == "link")
        {
            return [];
        }

        var found = new List<(string, string)>();
        foreach (var field in EntityShape.Of(type).References)
        {
            if (known.TryGetProperty(field, out var value))
            {
                Walk(value, field, found);
            }
        }

        return found;
    }

    public static void Put(OwnerBatch batch, Referred asked) =>
        batch.PutState(Store, $"{asked.Target}\0{asked.Referrer}\0{asked.Field}", asked.Present ? "1"u8.ToArray() : null, OwnerMessage.KeyOf(asked.Target));

    private static void Walk(JsonElement value, string field, List<(string Target, string Field)> found)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Walk(item, field, found);
                }

                break;
            case JsonValueKind.Object when value.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String:
                if (id.GetString()! is var target && EntityId.TryParse(target, out var entity) && Flow.Contains(entity.Entity) && !found.Contains((target, field)))
                {
                    found.Add((target, field));
                }

                break;
            default:
                break;
        }
    }
}
