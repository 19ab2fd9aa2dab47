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
        foreach (var field in type.Fields)
        {
            if (known.TryGetProperty(field.Name, out var value))
            {
                Walk(value, field.Kind is FieldKind.Reference || field.Element?.Kind == FieldKind.Reference, target =>
                {
                    if (EntityId.TryParse(target, out var id) && Flow.Contains(id.Entity) && !found.Contains((target, field.Name)))
                    {
                        found.Add((target, field.Name));
                    }
                });
            }
        }

        return found;
    }

    public static void Put(OwnerBatch batch, Referred asked) =>
        batch.PutState(Store, $"{asked.Target}\0{asked.Referrer}\0{asked.Field}", asked.Present ? "1"u8.ToArray() : null, OwnerMessage.KeyOf(asked.Target));

    private static void Walk(JsonElement value, bool reference, Action<string> found)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Walk(item, reference, found);
                }

                break;
            case JsonValueKind.Object when reference && value.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String:
                found(id.GetString()!);
                break;
            default:
                break;
        }
    }
}
