using System.Text.Json;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Model.CdEvents;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.CdEvents;

/// <summary>
/// Tells the transitions between one published state of an entity and the next as CDEvents. What it told, the state it told last and its place in the history commit
/// together, so each transition stands in the topic once.
/// </summary>
internal sealed class CdEventsProjector(IEventLog log, TimeProvider time, ILogger logger)
{
    /// <summary>The group that reads the history.</summary>
    public const string Group = "cdevents";

    /// <summary>The state last told of each entity, by its id.</summary>
    public const string Store = "cdevents.told";

    private const int BatchSize = 256;

    /// <summary>Works until it is cancelled; a failure of the log is waited out with backoff.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var topics = TopicFilter.Exact([.. CdEventsProjection.Entities.Select(name => EntityTypes.Get(name).Topic)]);
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                await using var consumer = await log.SubscribeAsync(new(Group, topics, LogStart.Earliest), cancellationToken).ConfigureAwait(false);
                while (true)
                {
                    await StepAsync(consumer, cancellationToken).ConfigureAwait(false);
                    failures = 0;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                var wait = Backoff.Default.After(++failures, 0);
                logger.ProjectorFailed(fault, time.GetUtcNow() + wait);
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task StepAsync(ILogConsumer consumer, CancellationToken cancellationToken)
    {
        var read = await consumer.ReadAsync(BatchSize, cancellationToken).ConfigureAwait(false);
        var counted = new List<Action>();
        await using var transaction = await consumer.BeginAsync(read, cancellationToken).ConfigureAwait(false);
        foreach (var record in read.Records)
        {
            // A tombstone behind a deletion says nothing more.
            if (record.Value is { Length: > 0 })
            {
                await TellAsync(transaction, record, counted, cancellationToken).ConfigureAwait(false);
            }
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        counted.ForEach(count => count());
    }

    private async Task TellAsync(ILogTransaction transaction, LogRecord record, List<Action> counted, CancellationToken cancellationToken)
    {
        var before = await transaction.GetStateAsync(Store, record.Key, cancellationToken).ConfigureAwait(false);
        try
        {
            var read = BinaryEvent.Read(record.Headers, record.Value!.Value);
            var entity = read.Type.Entity;
            var previous = before is { } known ? EntityTypes.Deserialize(entity, StateJson.Raw(known, $"What was told of '{record.Key}'").Span) : null;
            var current = Read(entity, read);
            var cause = CdEventsTopics.Attribute(record, CdEventsTopics.Cause) ?? "";
            foreach (var transition in CdEventsProjection.Project(previous, current, read))
            {
                if (transition.IsSkipped)
                {
                    counted.Add(() => HubMetrics.CdEventSkipped(transition.Type, transition.MissingField));
                    continue;
                }

                transaction.Append(CdEventsTopics.Entry(transition.Event, record));
                counted.Add(() => HubMetrics.CdEventPublished(transition.Type, cause));
            }

            transaction.PutState(Store, record.Key, read.Type.Change == EntityChange.Deleted ? null : StateJson.Raw(read.Data));
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or ArgumentException)
        {
            // The history is the hub's own; what cannot be read there was written by a newer hub, and its transitions are told by it.
            logger.NotProjected(unreadable, record.Topic, record.Partition, record.Offset);
            counted.Add(() => HubMetrics.CdEventSkipped(record.Topic, "unreadable"));
        }
    }

    private static Entity Read(string entity, NormalizedEvent read) =>
        EntityTypes.Deserialize(entity, read.Data.Span) ?? throw new JsonException("The entity is null.");
}
