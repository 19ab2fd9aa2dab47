using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Normalizing;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Scanning;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>Takes an instance's records and entities out, as far as its removal asks for it, and waits until what it stored is normalized.</summary>
public sealed class InstanceRemover(IEventLog log, ScanJudge scans, TimeProvider time)
{
    private const int AtOnce = 500;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Does what is left to do of a removal; may be repeated from the start after a crash.</summary>
    public async Task RunAsync(InstanceDefinition definition, ConnectorDescriptor? descriptor, CancellationToken cancellationToken)
    {
        if (definition.Removing == RemovalKind.DeleteEntities)
        {
            var at = time.GetUtcNow();
            if (descriptor is not null)
            {
                // Markers in raw (rule 14): an instance of this id that is added again later raises what it then reads.
                await scans.RemoveContainersAsync(definition, descriptor.Streams, null, at, cancellationToken).ConfigureAwait(false);
            }

            await NormalizedAsync(definition.Id, cancellationToken).ConfigureAwait(false);
            await ForsakeAsync(definition.Id, at, cancellationToken).ConfigureAwait(false);
        }

        await NormalizedAsync(definition.Id, cancellationToken).ConfigureAwait(false);
    }

    // What other records only mentioned has no marker of its own; links of the instance neither.
    private async Task ForsakeAsync(string instance, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var topic = (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).First(t => t.Definition.Name == OwnerTopic.Name);
        var owners = new OwnerTopic(topic.Definition.Partitions);
        var change = new ChangeContext(new(null, null, at, at, at), 0, EventCause.Live, null);
        var messages = new List<OwnerMessage>();
        await foreach (var entry in log.ScanStateAsync(OwnerBatch.EntityStore, instance + '/', ct: cancellationToken).ConfigureAwait(false))
        {
            messages.Add(new Forsake(entry.Key, change));
            if (messages.Count == AtOnce)
            {
                await SendAsync(owners, messages, cancellationToken).ConfigureAwait(false);
            }
        }

        await SendAsync(owners, messages, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(OwnerTopic owners, List<OwnerMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count > 0)
        {
            await log.AppendAsync([.. messages.GroupBy(owners.PartitionOf).SelectMany(g => owners.Entries(g.Key, [.. g]))], cancellationToken).ConfigureAwait(false);
            messages.Clear();
        }
    }

    // First its own records, then what they asked of the owners. What others go on storing meanwhile is not waited for: under constant work an end without any would not come.
    private async Task NormalizedAsync(string instance, CancellationToken cancellationToken)
    {
        var raw = TopicNames.Raw(instance, "");
        await PassedAsync(topic => topic.StartsWith(raw, StringComparison.Ordinal), cancellationToken).ConfigureAwait(false);
        await PassedAsync(topic => topic == OwnerTopic.Name, cancellationToken).ConfigureAwait(false);
    }

    private async Task PassedAsync(Func<string, bool> counts, CancellationToken cancellationToken)
    {
        var ends = (await LagsAsync().ConfigureAwait(false)).ToDictionary(l => l.Partition, l => l.EndOffset);
        while ((await LagsAsync().ConfigureAwait(false)).Any(l => l.Lag > 0 && (l.AcknowledgedOffset ?? 0) < ends.GetValueOrDefault(l.Partition)))
        {
            await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false);
        }

        async Task<IEnumerable<(TopicPartition Partition, long EndOffset, long? AcknowledgedOffset, long Lag)>> LagsAsync() =>
            (await log.LagAsync(Normalizer.Group, cancellationToken).ConfigureAwait(false)).Where(l => counts(l.Topic)).Select(l => (new TopicPartition(l.Topic, l.Partition), l.EndOffset, l.AcknowledgedOffset, l.Lag));
    }
}
