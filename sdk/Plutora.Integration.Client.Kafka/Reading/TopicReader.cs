using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Plutora.Integration.Client.Subscribing;

namespace Plutora.Integration.Client.Kafka.Reading;

/// <summary>Reads whole topics beside all groups, from a position of the caller's.</summary>
internal sealed class TopicReader : IAsyncDisposable
{
    private static readonly TimeSpan LookForTopicsEvery = TimeSpan.FromMinutes(1);
    private readonly KafkaSubscriberOptions _options;
    private readonly TimeProvider _time;
    private readonly KafkaConsumption _consumption;
    private readonly EventQuery _query;
    private readonly Dictionary<string, TopicPlace> _places;
    private readonly string _cluster;
    private readonly HashSet<TopicPartition> _unread = [];

    private TopicReader(KafkaSubscriberOptions options, TimeProvider time, KafkaConsumption consumption, EventQuery query, string cluster, Dictionary<string, TopicPlace> places) =>
        (_options, _time, _consumption, _query, _cluster, _places) = (options, time, consumption, query, cluster, places);

    /// <summary>Asks where the topics are and begins to read.</summary>
    /// <exception cref="HubException">What was asked is refused; 410: the position is not of these topics.</exception>
    public static async Task<TopicReader> OpenAsync(KafkaSubscriberOptions options, EventQuery query, TimeProvider time, ILogger logger)
    {
        TopicList.Check(query.Topics);
        var position = query.Position is { } text ? KafkaPosition.Read(text) : null;
        var consumption = new KafkaConsumption(options.Config(group: null), logger, joins: false);
        try
        {
            var list = await TopicList.FindAsync(consumption.Consumer, consumption, options, query.Topics).ConfigureAwait(false);
            if (position is not null && position.Cluster != list.Cluster)
            {
                throw KafkaPosition.Lost($"The position is of another cluster ('{position.Cluster}', this is '{list.Cluster}'): the log was moved.");
            }

            var reader = new TopicReader(options, time, consumption, query, list.Cluster, list.Topics.ToDictionary(t => t.Name, t => PlaceOf(t, position), StringComparer.Ordinal));
            await Task.Run(() => reader.Begin([.. reader._places.Keys])).ConfigureAwait(false);
            return reader;
        }
        catch
        {
            await consumption.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Yields events; ends only when the query does not follow and all was read.</summary>
    public async IAsyncEnumerable<ReceivedEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Where it begins is told first, so that who began at the latest event and saw none goes on from there.
        yield return new(Position(), null, ReadOnlyMemory<byte>.Empty);
        var looked = _time.GetTimestamp();
        while (_query.Follow || _unread.Count > 0)
        {
            if (_query.Follow && TopicList.IsOpen(_query.Topics) && _time.GetElapsedTime(looked) > LookForTopicsEvery)
            {
                await TakeNewTopicsAsync().ConfigureAwait(false);
                looked = _time.GetTimestamp();
            }

            var result = await _consumption.NextAsync(cancellationToken).ConfigureAwait(false);
            if (result is null)
            {
                continue;
            }

            if (result.IsPartitionEOF)
            {
                _unread.Remove(result.TopicPartition);
                continue;
            }

            _places[result.Topic].Next[result.Partition.Value] = result.Offset.Value + 1;
            yield return RecordReader.Read(result, Position());
        }
    }

    public ValueTask DisposeAsync() => _consumption.DisposeAsync();

    private string Position() => new KafkaPosition(_cluster, _places).ToText();

    // A topic that came later begins at its first record.
    private static TopicPlace PlaceOf(FoundTopic topic, KafkaPosition? position)
    {
        if (position?.Topics.GetValueOrDefault(topic.Name) is not { } known)
        {
            return new(topic.Id, [.. Enumerable.Repeat(-1L, topic.Partitions)]);
        }

        return known.Id == topic.Id && known.Next.Length <= topic.Partitions
            ? known with { Next = [.. known.Next, .. Enumerable.Repeat(-1L, topic.Partitions - known.Next.Length)] }
            : throw KafkaPosition.Lost($"Topic '{topic.Name}' was made anew since the position was kept.");
    }

    private async Task TakeNewTopicsAsync()
    {
        var list = await TopicList.FindAsync(_consumption.Consumer, _consumption, _options, _query.Topics).ConfigureAwait(false);
        var added = list.Topics.Where(t => !_places.ContainsKey(t.Name)).ToList();
        added.ForEach(t => _places[t.Name] = PlaceOf(t, null));
        if (added.Count > 0)
        {
            await Task.Run(() => Begin([.. added.Select(t => t.Name)], atFirst: true)).ConfigureAwait(false);
        }
    }

    private void Begin(IReadOnlyCollection<string> topics, bool atFirst = false)
    {
        var assigned = new List<TopicPartitionOffset>();
        foreach (var topic in topics)
        {
            var place = _places[topic];
            for (var partition = 0; partition < place.Next.Length; partition++)
            {
                var at = new TopicPartition(topic, partition);
                if (place.Next[partition] >= 0 || (!atFirst && _query is { Position: null, FromLatest: true }))
                {
                    place.Next[partition] = Checked(at, place.Next[partition]);
                }

                assigned.Add(new(at, place.Next[partition] < 0 ? Offset.Beginning : place.Next[partition]));
                _unread.Add(at);
            }
        }

        _consumption.Consumer.IncrementalAssign(assigned);
    }

    // What is gone by retention is passed over; what lies behind the end was lost by the brokers, and so was the position.
    private long Checked(TopicPartition at, long next)
    {
        try
        {
            var ends = _consumption.Consumer.QueryWatermarkOffsets(at, _options.RequestTimeout);
            return next < 0 ? ends.High.Value
                : next > ends.High.Value ? throw KafkaPosition.Lost($"The position lies behind the end of '{at.Topic}', partition {at.Partition.Value}: the brokers lost records.")
                : Math.Max(next, ends.Low.Value);
        }
        catch (KafkaException silent)
        {
            throw _consumption.LookForRefusal() ?? Refusals.Of(silent.Error) ?? Refusals.Silent(_options, silent.Error.Reason);
        }
    }
}
