using System.Collections.Concurrent;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Groups;

/// <summary>
/// Asks the brokers about groups, and sets where they stand, by consumers that stay outside them.
/// Not by librdkafka's admin calls: those that go to a group's coordinator end the process when the connection breaks under them
/// (<c>rd_kafka_admin_coord_request</c>, https://github.com/confluentinc/librdkafka/pull/5397).
/// </summary>
internal sealed class GroupDesk(KafkaCluster kafka) : IAsyncDisposable
{
    private const int Kept = 8;
    private const int QueueKilobytes = 1024;

    private readonly ConcurrentDictionary<string, Seat> seats = new(StringComparer.Ordinal);
    private volatile bool closed;

    /// <summary>What a group has acknowledged of some partitions, once no open transaction may change it any more.</summary>
    public Task<Dictionary<KafkaPartition, long>> AcknowledgedAsync(string group, IReadOnlyCollection<KafkaPartition> partitions, CancellationToken ct) =>
        partitions.Count == 0 ? Task.FromResult<Dictionary<KafkaPartition, long>>([]) : UseAsync(group, $"tell what group '{group}' acknowledged",
            (consumer, timeout) => consumer.Committed(partitions, timeout).Where(each => each.Offset.Value >= 0).ToDictionary(each => each.TopicPartition, each => each.Offset.Value), ct);

    /// <summary>Sets where a group stands.</summary>
    /// <exception cref="LogException"><see cref="LogError.Fenced"/> while it has members.</exception>
    public Task SetAsync(string group, IReadOnlyCollection<TopicPartitionOffset> offsets, CancellationToken ct) =>
        UseAsync(group, $"set where group '{group}' stands", (consumer, _) =>
        {
            consumer.Commit(offsets);
            return true;
        }, ct);

    /// <summary>Client ids of a group's members; null when not every broker has answered.</summary>
    public async Task<IReadOnlyList<string>?> MembersAsync(string group, TimeSpan limit, CancellationToken ct)
    {
        try
        {
            var found = await KafkaCluster.BlockAsync(() => kafka.Admin.ListGroup(kafka.Names.Group(group), limit)).WaitAsync(ct).ConfigureAwait(false);
            return [.. (found?.Members ?? []).Select(member => member.ClientId)];
        }
        catch (KafkaException partly) when (KafkaFault.IsPassing(partly.Error) || partly.Error.Code == ErrorCode.Local_Partial)
        {
            return null;
        }
        catch (KafkaException fault)
        {
            throw KafkaFault.Of(fault, $"describe group '{group}'", kafka.Rights.Group(group));
        }
    }

    public async ValueTask DisposeAsync()
    {
        closed = true;
        foreach (var seat in seats.Values) await seat.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> UseAsync<T>(string group, string what, Func<IConsumer<byte[]?, byte[]?>, TimeSpan, T> ask, CancellationToken ct)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(KafkaEventLog));
            var seat = seats.GetOrAdd(group, name => new(() => kafka.Clients.Reader(kafka.Names.Group(name), QueueKilobytes)));
            try
            {
                var answer = await kafka.CallAsync(what, kafka.Rights.Group(group), timeout => seat.UseAsync(consumer => ask(consumer, timeout)), ct).ConfigureAwait(false);
                if (seats.Count > Kept && seats.TryRemove(KeyValuePair.Create(group, seat))) await seat.DisposeAsync().ConfigureAwait(false);
                return answer;
            }
            catch (ObjectDisposedException) when (seat.IsEnded)
            {
                // Given up by who asked of the same group before, since too many are kept: there is another.
            }
        }
    }

    /// <summary>A consumer that is asked by one at a time, and not destroyed under a call.</summary>
    private sealed class Seat(Func<IConsumer<byte[]?, byte[]?>> make) : IAsyncDisposable
    {
        private readonly SemaphoreSlim gate = new(1, 1);
        private IConsumer<byte[]?, byte[]?>? consumer;
        private volatile bool ended;

        public bool IsEnded => ended;

        public async Task<T> UseAsync<T>(Func<IConsumer<byte[]?, byte[]?>, T> ask)
        {
            await gate.WaitAsync().ConfigureAwait(false);
            try
            {
                ObjectDisposedException.ThrowIf(ended, typeof(KafkaEventLog));
                return await KafkaCluster.BlockAsync(() =>
                {
                    consumer ??= make();
                    Drain(consumer);
                    return ask(consumer);
                }).ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await gate.WaitAsync().ConfigureAwait(false);
            ended = true;
            if (consumer is { } last) await KafkaCluster.BlockAsync(last.Dispose).ConfigureAwait(false);
            consumer = null;
            gate.Release();
        }

        // It reads nothing, but what librdkafka tells of lost connections waits for it.
        private static void Drain(IConsumer<byte[]?, byte[]?> consumer)
        {
            try
            {
                consumer.Consume(TimeSpan.Zero);
            }
            catch (ConsumeException)
            {
                // Told to whoever asks, if it lasts.
            }
        }
    }
}
