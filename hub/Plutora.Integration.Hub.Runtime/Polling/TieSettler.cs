using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Polling;

/// <summary>Fetches again what tied, so that the tool has the last word (rule 8 of state).</summary>
public sealed class TieSettler(IEventLog log, RawWriter writer, TimeProvider time)
{
    private const int AtOnce = 100;

    /// <summary>Fetches the records of an instance that wait, and stores what the tool says of each.</summary>
    public async Task SettleAsync(InstanceDefinition definition, ConnectorInstance connector, ConnectorDescriptor descriptor, CancellationToken cancellationToken)
    {
        foreach (var ties in await TieStore.WaitingAsync(log, definition.Id, AtOnce, cancellationToken).ConfigureAwait(false))
        {
            var request = ties.Key;
            var sentAt = time.GetUtcNow();
            var stream = descriptor.Streams.FirstOrDefault(s => s.Id == request.Stream);
            // What the tool no longer has, or hides, is not deleted on the strength of this: its webhook or a scan tells.
            var record = stream is { CanFetch: true } ? await FetchAsync(connector, await WithKnownAsync(definition.Id, ties, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false) : null;
            var page = new PageToStore(definition.Id, request.Stream)
            {
                Records = record is null ? [] : [new(definition.Id, record, RecordOrigin.Fetch, time.GetUtcNow(), sentAt, null, null) { Partial = stream!.Partial, Era = definition.Resets }],
                Also = transaction => TieStore.Remove(transaction, request, ties),
            };
            await writer.StoreAsync(page, cancellationToken).ConfigureAwait(false);
        }
    }

    // The record of the newest tie, as the guard knows its place; another form of it serves as well.
    private async Task<FetchRequest> WithKnownAsync(string instance, IGrouping<FetchRequest, string> ties, CancellationToken cancellationToken)
    {
        var request = ties.Key;
        var key = TieStore.KeyOf(instance, request, ties.Last());
        if (await log.GetStateAsync(OwnerBatch.RecordStore, key, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return request;
        }

        var state = RecordStateFormat.Read(stored, key);
        var topic = (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).First(t => t.Definition.Name == TopicNames.Raw(instance, request.Stream)).Definition;
        var place = new TopicPartition(topic.Name, Partitioner.PartitionOf(request.Id, topic.Partitions));
        return request with { Known = (await log.FindAsync(place, state.Offset, cancellationToken).ConfigureAwait(false))?.Value };
    }

    private static async Task<SourceRecord?> FetchAsync(ConnectorInstance connector, FetchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await connector.FetchAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException gone) when (gone.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }
}
