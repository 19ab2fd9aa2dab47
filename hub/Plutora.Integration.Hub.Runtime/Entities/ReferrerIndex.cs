using System.Buffers;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Merging;
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
    private const int LongestName = 40;
    private static readonly byte[] Mark = "1"u8.ToArray();

    private static readonly HashSet<string> Flow = new(StringComparer.Ordinal)
    {
        "work-item", "pull-request", "commit", "pipeline-run", "task-run", "artifact", "deployment", "release", "change-request", "problem", "incident", "alert",
        "test-plan", "test-case", "test-run", "quality-report", "finding",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> FlowLookup = Flow.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What an entity's fields refer to, as far as it is kept, by target and field.</summary>
    public static IEnumerable<(string Target, string Field)> Targets(EntityDescriptor type, FieldSet entity) =>
        type.Name == LinkIndex.Entity ? [] : EntityShape.Of(type).References.SelectMany(field => Targets(entity, field).Select(target => (target, field)));

    /// <summary>What a field refers to, as far as it is kept: a reference, or a list of them.</summary>
    public static IReadOnlyList<string> Targets(FieldSet? entity, string field)
    {
        if (entity is null || !entity.TryGetText(field, out var value))
        {
            return [];
        }

        List<string>? found = null;
        var reader = new Utf8JsonReader(value.Span);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("id"u8) && reader.Read() && reader.TokenType == JsonTokenType.String
                && IsFlow(reader.ValueSpan) && reader.GetString()! is var target && EntityId.TryParse(target, out _) && found?.Contains(target) != true)
            {
                (found ??= []).Add(target);
            }
        }

        return found ?? (IReadOnlyList<string>)[];
    }

    /// <summary>
    /// Notes what an entity refers to after a transaction and did not before it, and the other way round. It follows from the entity alone, so that its own owner writes it and
    /// nobody need be asked to; it lies with the target, by which it is looked for.
    /// </summary>
    public static void Note(OwnerBatch batch, string id, EntityState before, EntityState after)
    {
        var (was, stands) = (before.Lives ? before.Published : null, after.Lives ? after.Published : null);
        if (ReferenceEquals(was, stands) || EntityTypes.Get(EntityId.Parse(id).Entity) is not { Name: not LinkIndex.Entity } type)
        {
            return;
        }

        foreach (var field in EntityShape.Of(type).References)
        {
            if (!FieldSet.HaveAlike(was, stands, field))
            {
                var (held, holds) = (Targets(was, field), Targets(stands, field));
                Put(batch, Differences.Of(held, holds), id, field, present: false);
                Put(batch, Differences.Of(holds, held), id, field, present: true);
            }
        }
    }

    /// <summary>Does what an older hub has asked the target's owner for. The entity may have changed since: what it refers to now is noted.</summary>
    public static async ValueTask CatchUpAsync(OwnerBatch batch, Referred asked, CancellationToken cancellationToken)
    {
        var state = await batch.EntityAsync(asked.Referrer, cancellationToken).ConfigureAwait(false);
        var present = state.Lives && Targets(state.Published, asked.Field).Contains(asked.Target);
        Put(batch, [asked.Target], asked.Referrer, asked.Field, present);
    }

    private static void Put(OwnerBatch batch, IReadOnlyList<string> targets, string referrer, string field, bool present)
    {
        for (var n = 0; n < targets.Count; n++)
        {
            batch.PutState(Store, $"{targets[n]}\0{referrer}\0{field}", present ? Mark : null, OwnerMessage.KeyOf(targets[n]));
        }
    }

    // The part of an id between its instance and its key.
    private static bool IsFlow(ReadOnlySpan<byte> id)
    {
        Span<char> name = stackalloc char[LongestName];
        var rest = id[(id.IndexOf((byte)'/') + 1)..];
        var end = rest.IndexOf((byte)'/');
        return end > 0 && end <= LongestName && Ascii.ToUtf16(rest[..end], name, out var length) == OperationStatus.Done && FlowLookup.Contains(name[..length]);
    }
}
