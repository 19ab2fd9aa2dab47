using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.CdEvents;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.DeadLetters;

/// <summary>Reads and replays what was set aside.</summary>
/// <param name="log">The event log.</param>
/// <param name="knowsReceiver">Whether a receiver of CDEvents is configured; null where nobody knows.</param>
public sealed class DeadLetterLog(IEventLog log, Func<string, bool>? knowsReceiver = null)
{
    /// <summary>Instance of what stands between the hub's own owners, not between a tool and the hub.</summary>
    private const string OwnInstance = "hub";

    /// <summary>Stage of an event that a receiver did not take.</summary>
    internal const string DeliverStage = "deliver";

    /// <summary>Dead letters that still wait, oldest first.</summary>
    /// <param name="limit">Most to return; the newest are kept.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var waiting = new Dictionary<string, DeadLetter>(StringComparer.Ordinal);
        var order = new Queue<string>();
        var start = LogStart.Earliest;
        while (true)
        {
            var page = await log.ReadAsync(new(TopicFilter.Exact(TopicNames.DeadLetter), start), cancellationToken).ConfigureAwait(false);
            if (page.Records.Count == 0)
            {
                return [.. order.Where(waiting.ContainsKey).Select(id => waiting[id])];
            }

            foreach (var record in page.Records)
            {
                if (record.Value is not { Length: > 0 } value)
                {
                    waiting.Remove(record.Key);
                    continue;
                }

                var letter = Read(value, record.Key);
                if (waiting.TryAdd(record.Key, letter))
                {
                    order.Enqueue(record.Key);
                }
                else
                {
                    // The same without what may not be kept (rule 27 of state), or told again.
                    waiting[record.Key] = letter;
                }

                while (waiting.Count > limit && order.TryDequeue(out var oldest))
                {
                    waiting.Remove(oldest);
                }
            }

            start = LogStart.After(page.Next);
        }
    }

    /// <summary>One dead letter by its id, or null when none waits under it.</summary>
    public async Task<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var topic = (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).First(t => t.Definition.Name == TopicNames.DeadLetter);
        var request = new LogReadRequest(TopicFilter.Exact(TopicNames.DeadLetter), LogStart.Earliest) { Partition = Partitioner.PartitionOf(id, topic.Definition.Partitions), Key = id };
        DeadLetter? found = null;
        while (true)
        {
            var page = await log.ReadAsync(request, cancellationToken).ConfigureAwait(false);
            if (page.Records.Count == 0)
            {
                return found;
            }

            found = page.Records[^1].Value is { Length: > 0 } value ? Read(value, id) : null;
            request = request with { From = LogStart.After(page.Next) };
        }
    }

    /// <summary>Puts the record behind its stream again, to be mapped as when it first arrived, and takes the dead letter away, in one transaction.</summary>
    /// <returns>Null when done, else one sentence why it cannot be.</returns>
    public async Task<string?> ReplayAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (letter.Stage == DeliverStage)
        {
            var receiver = letter.Headers[CdEventsTopics.ReceiverHeader];
            return knowsReceiver?.Invoke(receiver) == false
                ? $"There is no receiver '{receiver}' any more that could take it. Configure it again in cdEvents.receivers."
                : await AgainAsync(letter, new(CdEventsTopics.Redelivered, letter.RawKey!, letter.Payload, [.. letter.Headers]), cancellationToken).ConfigureAwait(false);
        }

        if (letter.Instance == OwnInstance)
        {
            return await AgainAsync(letter, new(OwnerTopic.Name, letter.RecordId!, letter.Payload), cancellationToken).ConfigureAwait(false);
        }

        if (letter.Stream is null || letter.Headers.Count == 0)
        {
            return $"Dead letter '{letter.Id}' is a delivery that could not be read as records; have the tool send it again.";
        }

        var entry = new LogEntry(TopicNames.Raw(letter.Instance, letter.Stream), letter.RawKey ?? letter.RecordId ?? letter.Id, letter.Payload, [.. letter.Headers]) { PartitionKey = letter.RecordId };
        return await AgainAsync(letter, entry, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> AgainAsync(DeadLetter letter, LogEntry entry, CancellationToken cancellationToken)
    {
        await using var transaction = await log.BeginAsync(cancellationToken).ConfigureAwait(false);
        transaction.Append(entry);
        transaction.Append(new(TopicNames.DeadLetter, letter.Id, null));
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    internal static LogEntry Entry(DeadLetter letter) => new(TopicNames.DeadLetter, letter.Id, StateJson.Write(letter, RuntimeJson.Default.DeadLetter));

    /// <summary>A raw record that could not be mapped. Its id follows from the record, so that the same failure is told once.</summary>
    internal static DeadLetter Of(LogRecord stored, RawRecord record, string stage, string reason, int mappingVersion, DateTimeOffset at) => new()
    {
        Id = IdOf(stored.Topic, stored.Key, stored.Value ?? default),
        Instance = record.Instance,
        Stream = record.Record.Stream,
        RecordId = record.Record.Id,
        RawKey = stored.Key,
        Stage = stage,
        Reason = reason,
        MappingVersion = mappingVersion,
        At = at,
        ReceivedAt = record.ReceivedAt,
        Headers = stored.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.Ordinal),
        Payload = (stored.Value ?? default).ToArray(),
    };

    /// <summary>A message between owners that could not be worked on.</summary>
    internal static DeadLetter OfOwner(LogRecord stored, string reason, DateTimeOffset at) => new()
    {
        Id = IdOf(stored.Topic, stored.Key, stored.Value ?? default),
        Instance = OwnInstance,
        RecordId = stored.Key,
        Stage = "merge",
        Reason = reason,
        At = at,
        ReceivedAt = stored.AppendedAt,
        Payload = (stored.Value ?? default).ToArray(),
    };

    /// <summary>A published CDEvent that a receiver did not take.</summary>
    internal static DeadLetter OfReceiver(LogRecord published, string receiver, string reason, DateTimeOffset at) => new()
    {
        Id = IdOf($"{CdEventsTopics.Published}/{receiver}", CdEventsTopics.Attribute(published, "id") ?? published.Key, published.Value ?? default),
        Instance = CdEventsTopics.Attribute(published, "source")?.Split('/')[^1] ?? OwnInstance,
        RawKey = published.Key,
        Stage = DeliverStage,
        Reason = reason,
        At = at,
        ReceivedAt = published.AppendedAt,
        Headers = new Dictionary<string, string>(published.Headers.DistinctBy(h => h.Key).Where(h => h.Key != CdEventsTopics.ReceiverHeader).Append(new(CdEventsTopics.ReceiverHeader, receiver)), StringComparer.Ordinal),
        Payload = (published.Value ?? default).ToArray(),
    };

    /// <summary>Something that the connector could not read.</summary>
    internal static DeadLetter Of(string instance, RecordFault fault, string stage, DateTimeOffset at) => new()
    {
        Id = IdOf(TopicNames.Raw(instance, fault.Stream), fault.Id ?? "", fault.Payload),
        Instance = instance,
        Stream = fault.Stream,
        RecordId = fault.Id,
        Stage = stage,
        Reason = fault.Reason,
        At = at,
        ReceivedAt = at,
        Payload = fault.Payload.ToArray(),
    };

    internal static string IdOf(string topic, string key, ReadOnlyMemory<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{topic}\0{key}\0"));
        hash.AppendData(payload.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));
    }

    private static DeadLetter Read(ReadOnlyMemory<byte> value, string id) => StateJson.Read(value, RuntimeJson.Default.DeadLetter, $"Dead letter '{id}'");
}
