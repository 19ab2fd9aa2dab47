using System.Runtime.InteropServices;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Topics;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Reading;

/// <summary>
/// Where all partitions of the log end, asked once for all who want to know at a time: many waiting readers cost the brokers what one does.
/// </summary>
internal sealed class EndWatch(KafkaCluster kafka, Catalog catalog) : IDisposable
{
    private readonly SemaphoreSlim asking = new(1, 1);
    private readonly Lock gate = new();
    private readonly Dictionary<KafkaPartition, long> floors = [];
    private Task<Dictionary<KafkaPartition, long>>? next;

    /// <summary>How long a waiting reader waits until it looks again, when no commit of this process wakes it.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Pulses when this process has written.</summary>
    public CommitSignal Written { get; } = new();

    /// <summary>The ends as they are when it is called, or later.</summary>
    public Task<Dictionary<KafkaPartition, long>> AskAsync(CancellationToken ct)
    {
        lock (gate) return (next ??= AskNextAsync()).WaitAsync(ct);
    }

    /// <summary>
    /// Notes how far a transaction of this process has written. Kafka answers a commit before its readers may see it, by milliseconds;
    /// whoever asks for the ends here is answered when they hold it.
    /// </summary>
    /// <param name="written">Records of the transaction.</param>
    /// <param name="count">How many of them, from the first on, are read by others than the log itself.</param>
    /// <param name="offsets">Where each was written.</param>
    public void Note(IReadOnlyList<Outgoing> written, int count, IReadOnlyList<long> offsets)
    {
        // A partition's are many, and its name is long: it is looked up once.
        var furthest = new Dictionary<KafkaPartition, long>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < count; i++)
        {
            ref var next = ref CollectionsMarshal.GetValueRefOrAddDefault(furthest, written[i].Partition, out _);
            next = Math.Max(next, offsets[i] + 1);
        }

        lock (gate)
        {
            foreach (var (partition, next) in furthest) floors[partition] = Math.Max(next, floors.GetValueOrDefault(partition));
        }

        Written.Pulse();
    }

    public void Dispose() => asking.Dispose();

    private bool HoldsNoted(Dictionary<KafkaPartition, long> ends)
    {
        lock (gate)
        {
            foreach (var (partition, floor) in floors.ToList())
                if (!ends.TryGetValue(partition, out var end) || end >= floor) floors.Remove(partition);
            return floors.Count == 0;
        }
    }

    private async Task<Dictionary<KafkaPartition, long>> AskNextAsync()
    {
        await Task.Yield();
        await asking.WaitAsync().ConfigureAwait(false);
        try
        {
            // Whoever asks from here on might have written since: that one waits for the next answer.
            lock (gate) next = null;
            var started = kafka.Options.Time.GetTimestamp();
            while (true)
            {
                var ends = await Offsets.CommittedEndsAsync(kafka, [.. catalog.Partitions], CancellationToken.None).ConfigureAwait(false);
                // A transaction that a dead process left open before ours holds it back for longer; then the answer is what readers may see.
                if (HoldsNoted(ends) || kafka.Options.Time.GetElapsedTime(started) > TimeSpan.FromSeconds(2)) return ends;
                await Task.Delay(TimeSpan.FromMilliseconds(5), kafka.Options.Time).ConfigureAwait(false);
            }
        }
        finally
        {
            asking.Release();
        }
    }
}
