using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Topics;

namespace Plutora.Integration.Hub.Runtime.Records;

/// <summary>Reads raw records as the hub keeps them: the tool's own, but for what the instance drops or hashes.</summary>
/// <param name="log">The event log.</param>
/// <param name="isPartial">Whether records of a stream are partial.</param>
public sealed class RecordReader(IEventLog log, Func<string, string, bool> isPartial)
{
    /// <summary>Finds a stored version of a record.</summary>
    /// <param name="record">Its name: <c>instance/stream/raw key</c>, as <see cref="Entities.EntityVersion.Record"/> has it.</param>
    /// <param name="version">The version wanted; null for the newest that is stored.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <returns>The version; the newest where the one wanted is kept no longer; null where none is.</returns>
    public async Task<RawRecord?> FindAsync(string record, string? version, CancellationToken cancellationToken)
    {
        if (record.Split('/', 3) is not [var instance, var stream, { Length: > 0 } key]
            || (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(t => t.Definition.Name == TopicNames.Raw(instance, stream)) is not { } topic)
        {
            return null;
        }

        var partition = Partitioner.PartitionOf(RawKey.RecordIdOf(key, isPartial(instance, stream)), topic.Definition.Partitions);
        RawRecord? newest = null, wanted = null;
        for (var from = LogStart.Earliest; ;)
        {
            var page = await log.ReadAsync(new(TopicFilter.Exact(topic.Definition.Name), from) { Partition = partition, Key = key }, cancellationToken).ConfigureAwait(false);
            if (page.Records.Count == 0)
            {
                return wanted ?? newest;
            }

            foreach (var stored in page.Records.Where(r => r.Value is not null))
            {
                newest = RawRecord.From(stored);
                wanted = version is not null && newest.Record.Version == version ? newest : wanted;
            }

            from = LogStart.After(page.Next);
        }
    }

    /// <summary>Raw keys of the records of a stream that are not deleted, in their order; of a partial stream each shape has its own.</summary>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="start">What the keys begin with; empty for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<IReadOnlyList<string>> KeysAsync(string instance, string stream, string start, int limit, CancellationToken cancellationToken)
    {
        var (prefix, keys) = ($"{instance}/{stream}/", new List<string>());
        await foreach (var entry in log.ScanStateAsync(OwnerBatch.RecordStore, prefix + start, ct: cancellationToken).ConfigureAwait(false))
        {
            // Beside its shapes a record of a partial stream has an entry of its own, behind which no raw record stands.
            if (RecordStateFormat.Read(entry.Value, entry.Key) is { Deleted: true } or { Shapes.Count: > 0 })
            {
                continue;
            }

            keys.Add(entry.Key[prefix.Length..]);
            if (keys.Count >= limit)
            {
                break;
            }
        }

        return keys;
    }
}
