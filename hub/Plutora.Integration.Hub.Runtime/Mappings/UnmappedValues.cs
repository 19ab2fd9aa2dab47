using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Mapping;

namespace Plutora.Integration.Hub.Runtime.Mappings;

/// <summary>
/// Values that no table knows, counted with an example until an administrator places them. Each partition counts its own, in the transaction of the
/// records, so that a count is right after any end of the hub.
/// </summary>
public sealed class UnmappedValues(IEventLog log, MappingRegistry mappings)
{
    private const string Store = "hub.unmapped";
    private const int LongestValue = 200, MostValues = 500;

    /// <summary>The values that the active mappings do not know, the most frequent first.</summary>
    /// <param name="instance">Those of one instance; null for all.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<IReadOnlyList<UnmappedCount>> ListAsync(string? instance, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string Instance, string Stream, string Table, string Value), StoredUnmapped>();
        await foreach (var entry in log.ScanStateAsync(Store, instance is null ? "" : instance + '/', ct: cancellationToken).ConfigureAwait(false))
        {
            if (entry.Key.Split('\0') is [var stream, var table, var value, _] && table.Length > 0 && stream.Split('/') is [var ofInstance, var ofStream])
            {
                var part = StateJson.Read(entry.Value, RuntimeJson.Default.StoredUnmapped, $"Unmapped value '{value}'");
                var key = (ofInstance, ofStream, table, value);
                found[key] = found.TryGetValue(key, out var known) ? known.With(part) : part;
            }
        }

        return
        [
            .. from each in found
               let mapping = mappings.Find(each.Key.Instance, each.Key.Stream)?.Mapping
               where mapping?.Knows(each.Key.Table, each.Key.Value) == false
               orderby each.Value.Count descending, each.Key.Table, each.Key.Value
               select new UnmappedCount(
                   each.Key.Instance, each.Key.Stream, each.Key.Table, each.Key.Value, mapping!.FallbackOf(each.Key.Table), each.Value.Count,
                   each.Value.Example, each.Value.FirstAt, each.Value.LastAt, mapping.Takes(each.Key.Table)),
        ];
    }

    /// <summary>Counts what a record had that no table knows. One mapped again counts only for values that the activation itself brought up.</summary>
    internal static async ValueTask CountAsync(
        OwnerBatch batch, string instance, string stream, string recordId, IReadOnlyList<UnmappedValue> values, int number, bool replayed, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var (table, text) in values)
        {
            var value = text.Length > LongestValue ? text[..LongestValue] : text;
            var key = Key(table, value);
            var known = await ReadAsync(batch, key, cancellationToken).ConfigureAwait(false);
            if (known is null && !await HasRoomAsync(batch, Key("", ""), recordId, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            if (known is null || !replayed || known.Number == number)
            {
                known ??= new(0, number, recordId, at, at);
                Put(batch, key, known with { Count = known.Count + 1, LastAt = at }, recordId);
            }
        }

        string Key(string table, string value) => string.Create(CultureInfo.InvariantCulture, $"{instance}/{stream}\0{table}\0{value.Replace('\0', ' ')}\0{batch.Partition}");
    }

    // A field that holds free text by mistake must not fill the hub's state.
    private static async ValueTask<bool> HasRoomAsync(OwnerBatch batch, string key, string recordId, CancellationToken cancellationToken)
    {
        var kept = await ReadAsync(batch, key, cancellationToken).ConfigureAwait(false) ?? new(0, 0, "", default, default);
        if (kept.Count >= MostValues)
        {
            return false;
        }

        Put(batch, key, kept with { Count = kept.Count + 1 }, recordId);
        return true;
    }

    private static async ValueTask<StoredUnmapped?> ReadAsync(OwnerBatch batch, string key, CancellationToken cancellationToken) =>
        await batch.StateAsync(Store, key, cancellationToken).ConfigureAwait(false) is { } stored ? StateJson.Read(stored, RuntimeJson.Default.StoredUnmapped, "An unmapped value") : null;

    private static void Put(OwnerBatch batch, string key, StoredUnmapped value, string recordId) =>
        batch.PutState(Store, key, StateJson.Write(value, RuntimeJson.Default.StoredUnmapped), recordId);
}

/// <summary>A value that no table knows.</summary>
/// <param name="Instance">Id of the instance.</param>
/// <param name="Stream">Id of the stream.</param>
/// <param name="Table">The table that does not know it, or the field whose enumeration does not.</param>
/// <param name="Value">The tool's own text, which the entity keeps beside what it became.</param>
/// <param name="Becomes">What it became.</param>
/// <param name="Count">How many records were mapped with it.</param>
/// <param name="Example">Id of a record that has it.</param>
/// <param name="FirstAt">When it was seen first.</param>
/// <param name="LastAt">When it was seen last.</param>
/// <param name="IsTable">Whether it can be placed under that name; false where the active mapping has neither such a table nor such a field any more.</param>
public sealed record UnmappedCount(
    string Instance, string Stream, string Table, string Value, string Becomes, long Count, string Example, DateTimeOffset FirstAt, DateTimeOffset LastAt, bool IsTable);

/// <summary>An unmapped value as a partition keeps it.</summary>
/// <param name="Count">How often.</param>
/// <param name="Number">The activation that met it first.</param>
/// <param name="Example">Id of the first record.</param>
/// <param name="FirstAt">When it was seen first.</param>
/// <param name="LastAt">When it was seen last.</param>
internal sealed record StoredUnmapped(long Count, int Number, string Example, DateTimeOffset FirstAt, DateTimeOffset LastAt)
{
    public StoredUnmapped With(StoredUnmapped other) => (FirstAt <= other.FirstAt ? this : other) with
    {
        Count = Count + other.Count,
        FirstAt = FirstAt <= other.FirstAt ? FirstAt : other.FirstAt,
        LastAt = LastAt >= other.LastAt ? LastAt : other.LastAt,
    };
}
