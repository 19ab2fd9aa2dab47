using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>Lists what waits: references without a target or with several, and entities whose required fields nobody has said.</summary>
public sealed class ReferenceReader(IEventLog log)
{
    /// <summary>References that are unresolved (no candidates) or ambiguous (several), in the order of their aliases.</summary>
    /// <param name="after">Key behind which to go on, from the entry before; null at first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<IReadOnlyList<(string Key, PendingReference Reference)>> PendingAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<(string, PendingReference)>();
        await foreach (var entry in log.ScanStateAsync(PendingReference.Store, "", after, cancellationToken).ConfigureAwait(false))
        {
            found.Add((entry.Key, PendingReferenceFormat.Read(entry.Value, entry.Key)));
            if (found.Count == limit)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>References of one entity that are unresolved or ambiguous.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<IReadOnlyList<PendingReference>> PendingOfAsync(StoredEntity entity, CancellationToken cancellationToken)
    {
        var found = new List<PendingReference>();
        foreach (var key in Unresolved(entity.Entity).Distinct())
        {
            var at = PendingReference.KeyOf(entity.Id, key);
            if (await log.GetStateAsync(PendingReference.Store, at, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                found.Add(PendingReferenceFormat.Read(stored, at));
            }
        }

        return found;
    }

    // What has an alias and no id stands in the published entity as it was stated.
    private static IEnumerable<ReferenceKey> Unresolved(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Unresolved),
        JsonValueKind.Object when value.TryGetProperty("alias", out var alias) && alias.ValueKind == JsonValueKind.String && value.TryGetProperty("entity", out var kind) && kind.ValueKind == JsonValueKind.String && !value.TryGetProperty("id", out _) =>
            [new(kind.GetString()!, alias.GetString()!, value.TryGetProperty("scope", out var scope) ? scope.GetString() ?? "" : "")],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Unresolved(member.Value)),
        _ => [],
    };

    /// <summary>Entities that wait unpublished, each with the required fields that are missing (rule 5 of state).</summary>
    /// <param name="after">Id behind which to go on; null at first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<IReadOnlyList<WaitingEntity>> WaitingAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<WaitingEntity>();
        await foreach (var entry in log.ScanStateAsync(OwnerBatch.WaitingStore, "", after, cancellationToken).ConfigureAwait(false))
        {
            found.Add(new(entry.Key, System.Text.Encoding.UTF8.GetString(entry.Value.Span).Split(',')));
            if (found.Count == limit)
            {
                break;
            }
        }

        return found;
    }
}

/// <summary>An entity that is not published yet.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Missing">Required fields that nobody has said.</param>
public sealed record WaitingEntity(string Id, IReadOnlyList<string> Missing);
