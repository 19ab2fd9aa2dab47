using System.Globalization;
using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Client.Subscribing;

namespace Plutora.Integration.Client.Kafka.Reading;

/// <summary>Reads as a member of a group, and commits what was handled.</summary>
internal sealed partial class GroupSource(KafkaSubscriberOptions options, string group, ILogger logger) : IEventSource, IAsyncDisposable
{
    private readonly Lock _lock = new();

    // What was yielded and is not committed yet, numbered in its order; the number is the position.
    private readonly Queue<(long Number, TopicPartitionOffset After)> _yielded = [];
    private KafkaConsumption? _consumption;
    private long _numbers;

    public async IAsyncEnumerable<ReceivedEvent> StreamAsync(EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TopicList.Check(query.Topics);
        await CloseAsync().ConfigureAwait(false);
        var consumption = _consumption = await JoinAsync(query).ConfigureAwait(false);
        while (true)
        {
            var result = await consumption.NextAsync(cancellationToken).ConfigureAwait(false);
            if (result is null || result.IsPartitionEOF)
            {
                continue;
            }

            lock (_lock)
            {
                _yielded.Enqueue((++_numbers, new(result.TopicPartition, result.Offset + 1)));
            }

            yield return RecordReader.Read(result, _numbers.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Commits all that was yielded up to a position. Where the partition has gone to another member, it comes again there.</summary>
    public Task CommitAsync(string position) => Task.Run(() =>
    {
        var offsets = new Dictionary<TopicPartition, TopicPartitionOffset>();
        var last = long.Parse(position, CultureInfo.InvariantCulture);
        lock (_lock)
        {
            while (_yielded.TryPeek(out var yielded) && yielded.Number <= last)
            {
                offsets[yielded.After.TopicPartition] = yielded.After;
                _yielded.Dequeue();
            }
        }

        if (offsets.Count == 0)
        {
            return;
        }

        try
        {
            _consumption!.Consumer.Commit(offsets.Values);
        }
        catch (KafkaException moved)
        {
            if (Refusals.Of(moved.Error) is { } refused)
            {
                throw refused;
            }

            NotCommitted(group, moved.Error.Reason);
        }
    });

    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask CloseAsync()
    {
        if (_consumption is { } consumption)
        {
            _consumption = null;
            await consumption.DisposeAsync().ConfigureAwait(false);
        }

        lock (_lock)
        {
            _yielded.Clear();
        }
    }

    private async Task<KafkaConsumption> JoinAsync(EventQuery query)
    {
        var config = options.Config(group);
        config.AutoOffsetReset = query.FromLatest ? AutoOffsetReset.Latest : AutoOffsetReset.Earliest;
        // What was yielded of a partition that goes is not committed for it any more.
        var consumption = new KafkaConsumption(config, logger, joins: true, builder => builder.SetPartitionsRevokedHandler((_, gone) => Forget(gone)).SetPartitionsLostHandler((_, gone) => Forget(gone)));
        try
        {
            if (TopicList.IsOpen(query.Topics))
            {
                consumption.Consumer.Subscribe($"^{System.Text.RegularExpressions.Regex.Escape(options.TopicPrefix)}cdm\\..*");
            }
            else
            {
                consumption.Consumer.Subscribe((await TopicList.FindAsync(consumption.Consumer, consumption, options, query.Topics).ConfigureAwait(false)).Topics.Select(t => t.Name));
            }

            return consumption;
        }
        catch
        {
            await consumption.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Forget(List<TopicPartitionOffset> gone)
    {
        var partitions = gone.Select(g => g.TopicPartition).ToHashSet();
        lock (_lock)
        {
            var kept = _yielded.Where(y => !partitions.Contains(y.After.TopicPartition)).ToList();
            _yielded.Clear();
            kept.ForEach(_yielded.Enqueue);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group '{Group}': what was handled could not be committed and comes again, here or at another member: {Reason}")]
    private partial void NotCommitted(string group, string reason);
}
