using System.Collections.Concurrent;
using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Receive;
using Plutora.Integration.Hub.Runtime.Records;

namespace Plutora.Integration.Hub.Runtime.Services;

/// <summary>
/// Takes what services publish (rule 31 of state): checked whole, repetitions dropped by their event ids, stored in one transaction before the answer. From there
/// it goes the way of every record, so order, deletion, privacy and references hold for it as for a tool's.
/// </summary>
public sealed class ServicePublisher(IEventLog log, RawWriter writer, InstanceStore instances, DeliveryMemory deliveries, int jsonDepth, TimeProvider time) : IDisposable
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _lanes = new(StringComparer.Ordinal);

    /// <summary>Takes a batch, all of it or nothing.</summary>
    /// <param name="body">A JSON list of CloudEvents.</param>
    /// <param name="key">The sender's key.</param>
    /// <param name="traceParent">W3C trace context of the request, or null.</param>
    /// <param name="cancellationToken">Ends the wait for the log; what was committed stays.</param>
    public async Task<PublishOutcome> PublishAsync(ReadOnlyMemory<byte> body, ApiKey key, string? traceParent, CancellationToken cancellationToken)
    {
        if (JsonDepth.Exceeds(body.Span, jsonDepth))
        {
            return new(PublishStatus.Unreadable, $"The body is nested deeper than {jsonDepth} levels (limits.jsonDepth); it was not read.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Strict with { MaxDepth = jsonDepth + 1 });
        }
        catch (JsonException broken)
        {
            return new(PublishStatus.Unreadable, $"The body is no JSON: {broken.Message}");
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() > ServiceBatch.MostEvents)
            {
                return new(PublishStatus.Unreadable, $"The body must be a list of at most {ServiceBatch.MostEvents} CloudEvents.");
            }

            var batch = new ServiceBatch(instances.Find, instance => key.Publishes.Contains(instance, StringComparer.Ordinal));
            batch.Read(document.RootElement);
            return batch.Faults.All.Count > 0
                ? new(batch.Faults.Forbidden ? PublishStatus.Forbidden : PublishStatus.Invalid, batch.Faults.Forbidden ? "The batch says what is not the service's to say; nothing of it was stored." : "The batch is not valid; nothing of it was stored.") { Faults = batch.Faults.All }
                : batch.Service is { } service ? await StoreAsync(service, batch.Events, traceParent, cancellationToken).ConfigureAwait(false)
                : new(PublishStatus.Stored, "Nothing to store.");
        }
    }

    /// <summary>Releases the lanes; nothing may be published any more.</summary>
    public void Dispose()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Dispose();
        }
    }

    // One batch of a service at a time, so that a repetition sees what the first one stored.
    private async Task<PublishOutcome> StoreAsync(InstanceDefinition service, IReadOnlyList<ServiceEvent> events, string? traceParent, CancellationToken cancellationToken)
    {
        var lane = _lanes.GetOrAdd(service.Id, _ => new(1, 1));
        await lane.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = time.GetUtcNow();
            using var storing = writer.Begin();
            await using var transaction = await log.BeginAsync($"services.{service.Id}", cancellationToken).ConfigureAwait(false);
            var stored = 0;
            foreach (var one in events)
            {
                var memory = $"{service.Id}/{one.Id}";
                if (await deliveries.KnowsAsync(memory, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                DeliveryMemory.Remember(transaction, memory, now);
                writer.AppendReceived(transaction, Raw(service, one, now, traceParent));
                stored++;
            }

            if (stored > 0)
            {
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            return new(PublishStatus.Stored, "Stored.") { Stored = stored, Repeated = events.Count - stored };
        }
        finally
        {
            lane.Release();
        }
    }

    private static RawRecord Raw(InstanceDefinition service, ServiceEvent one, DateTimeOffset now, string? traceParent) => new(
        service.Id,
        new() { Stream = one.Type.Name, Id = one.Subject.Key, Version = one.RecordVersion, Time = one.Time, Deleted = one.Deleted, Json = one.Entity },
        RecordOrigin.Published, now, now, one.Id, traceParent)
    {
        Era = service.Resets,
    };
}
