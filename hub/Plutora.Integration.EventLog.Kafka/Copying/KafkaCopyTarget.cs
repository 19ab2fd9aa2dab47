using Confluent.Kafka;
using Plutora.Integration.EventLog.Copying;
using Plutora.Integration.EventLog.Embedded.Writing;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.Topics;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Copying;

/// <summary>Topics on Kafka that become the copy of a log. Records, where they stand, and how far the copy has come are one transaction.</summary>
internal sealed class KafkaCopyTarget(KafkaLogOptions options) : ICopyTarget
{
    private const string Producer = "log.copy";

    private readonly KafkaCluster _kafka = new(options);
    private KafkaEventLog? _log;
    private TransactionalProducer? _producer;
    private string? _lane;
    private Dictionary<Place, LaneReach> _reached = [];

    public IEventLog Log => Open;

    public string Place => _kafka.Place;

    public string Engine => CopiedPositions.Kafka;

    private KafkaEventLog Open => _log ?? throw new InvalidOperationException("The copy is opened when it begins.");

    public async Task<CopyStanding> LookAsync(string source, IReadOnlyCollection<TopicDefinition> topics, CancellationToken ct)
    {
        switch (await new LogMeta(_kafka).FindAsync(ct).ConfigureAwait(false))
        {
            case { Copy: { } copy } when copy.Source == source:
                return copy.Done ? CopyStanding.Complete : CopyStanding.Unfinished;
            case { Copy: { Done: false } other }:
                throw new LogException(LogError.Invalid, $"{Place} is an unfinished copy of another log ('{other.Source}'); it was left as it is. Name another topicPrefix, or give that copy up with --abandon.");
            case { } log:
                throw new LogException(LogError.Invalid, $"{Place} is an event log already ('{log.Name}'), and no unfinished copy of this one; it was left as it is. Name another topicPrefix, or delete its topics with Kafka's tools if nobody needs them.");
            default:
                break;
        }

        var faults = await FaultsAsync(topics, ct).ConfigureAwait(false);
        return faults.Count == 0
            ? CopyStanding.Nothing
            : throw new LogException(LogError.TopicDiffers, $"{Place} cannot take the copy; nothing was written:{Environment.NewLine}{string.Join(Environment.NewLine, faults)}{Environment.NewLine}Name another topicPrefix, or delete these topics with Kafka's tools if nobody needs them: the copy makes them.");
    }

    public async Task BeginAsync(ICopySource source, CancellationToken ct)
    {
        var from = source as KafkaCopySource;
        var copy = new StoredCopy(1, source.Log.Name, from is null ? null : CopiedPositions.Kafka, from?.Topics ?? [], Done: false);
        _log = await KafkaEventLog.OpenAsync(options with { ForCopy = true, CopyOf = copy }, ct).ConfigureAwait(false);
        // Whatever became of the last transaction before a kill, it is settled then.
        _producer = await _log.Register.OpenAsync(Producer, ct).ConfigureAwait(false);
        await _log.CatchUpAsync(ct).ConfigureAwait(false);
    }

    public async Task CommitAsync(CopyBatch batch, CancellationToken ct)
    {
        var lane = batch.Place.Lane ?? "";
        await Open.Writer.WriteAsync([.. batch.Records.Select(record => record.Entry)], stored =>
        {
            var state = new Dictionary<StateKey, StateValue> { [new(CopyPlace.KeptIn, CopyPlace.KeptAs)] = new(batch.Place.Write(), null) };
            foreach (var entry in batch.State) state[new(entry.Store, entry.Key)] = new(entry.Value, entry.PartitionKey);
            if (batch.Records.Count > 0)
            {
                if (_lane != lane) (_lane, _reached) = (lane, ReachedBefore(lane));
                var chunk = new CopyChunk(_reached, [.. batch.Records.Select((record, i) => (record.Ordinal, stored[i].Place, stored[i].Offset))]);
                state[new(CopyChunk.LaneStore, CopyChunk.Key(lane, batch.Records[0].Ordinal))] = new(chunk.Write(), lane);
                _reached = chunk.ReachedAt(long.MaxValue);
                if (lane.Length == 0) PutPartitions(state, batch.Records, stored);
            }

            return state;
        }, _producer!, ct).ConfigureAwait(false);
    }

    public async Task<OffsetMap> MapAsync(ICopySource source, TopicDefinition topic, Func<LogRecord, int> partitionOf, CancellationToken ct)
    {
        var map = new OffsetMap(topic.Name, topic.Partitions);
        var store = source is KafkaCopySource ? CopyChunk.LaneStore : CopyChunk.PartitionStore;
        for (var partition = 0; partition < topic.Partitions; partition++)
        {
            await foreach (var entry in Log.ScanStateAsync(store, CopyChunk.Lane(topic.Name, partition) + "/", ct: ct).ConfigureAwait(false))
                foreach (var record in CopyChunk.Read(entry.Value).Records) map.Add(partition, record.Ordinal - 1, record.Offset);
        }

        return map;
    }

    public async Task PutGroupAsync(CopyGroup group, IReadOnlyDictionary<TopicPartition, long> next, CancellationToken ct)
    {
        var offsets = next.Select(each => new TopicPartitionOffset(new(_kafka.Names.Topic(each.Key.Topic), each.Key.Partition), each.Value)).ToList();
        if (group.Filter is { } filter) await Open.Groups.PutAsync(group.Name, filter, offsets, ct).ConfigureAwait(false);
        else await PutSubscriberAsync(group.Name, offsets, ct).ConfigureAwait(false);
    }

    public async Task FinishAsync(ICopySource source, CancellationToken ct)
    {
        // Single records are looked up no more; so the state does not carry them for ever.
        var done = new List<string>();
        await foreach (var entry in Log.ScanStateAsync(CopyChunk.PartitionStore, ct: ct).ConfigureAwait(false)) done.Add(entry.Key);
        foreach (var keys in done.Chunk(500))
        {
            await Open.Writer.WriteAsync([], _ => keys.ToDictionary(key => new StateKey(CopyChunk.PartitionStore, key), key => new StateValue(null, LaneOf(key))), _producer!, ct).ConfigureAwait(false);
        }

        await Open.Meta.SayCopyAsync(Open.Marks.Copy! with { Done = true }, ct).ConfigureAwait(false);
    }

    public async Task DropAsync(string source, CancellationToken ct)
    {
        var admin = _kafka.Topics;
        if (await new LogMeta(_kafka).FindAsync(ct).ConfigureAwait(false) is { Copy: { Done: false } copy } && copy.Source == source)
        {
            string[] topics;
            await using (var log = await KafkaEventLog.OpenAsync(options with { ForCopy = true }, ct).ConfigureAwait(false)) topics = [.. log.Catalog.Topics.Keys];
            foreach (var topic in topics) await admin.DeleteAsync(_kafka.Names.Topic(topic), ct).ConfigureAwait(false);
            // The one that says what it is goes last.
            foreach (var topic in (string[])[_kafka.Names.Shares, _kafka.Names.State, _kafka.Names.Meta]) await admin.DeleteAsync(topic, ct).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_producer is { } producer) await producer.DisposeAsync().ConfigureAwait(false);
        if (_log is { } log) await log.DisposeAsync().ConfigureAwait(false);
        await KafkaCluster.BlockAsync(_kafka.Dispose).ConfigureAwait(false);
    }

    private static string LaneOf(string key) => key[..key.LastIndexOf('/')];

    private Dictionary<Place, LaneReach> ReachedBefore(string lane) =>
        Open.Cache.Last(CopyChunk.LaneStore, CopyChunk.Key(lane, long.MaxValue)) is { } entry && LaneOf(entry.Key) == lane ? CopyChunk.Read(entry.Value).ReachedAt(long.MaxValue) : [];

    private static void PutPartitions(Dictionary<StateKey, StateValue> state, IReadOnlyList<CopyRecord> records, IReadOnlyList<(Place Place, long Offset)> stored)
    {
        foreach (var partition in records.Select((record, i) => (record.Record, stored[i].Place, stored[i].Offset)).GroupBy(each => CopyChunk.Lane(each.Record.Topic, each.Record.Partition)))
        {
            var chunk = new CopyChunk(new Dictionary<Place, LaneReach>(), [.. partition.Select(each => (each.Record.Offset + 1, each.Place, each.Offset))]);
            state[new(CopyChunk.PartitionStore, CopyChunk.Key(partition.Key, chunk.Records[0].Ordinal))] = new(chunk.Write(), partition.Key);
        }
    }

    /// <summary>What keeps topics that are there from taking the copy, each in a sentence.</summary>
    private async Task<List<string>> FaultsAsync(IReadOnlyCollection<TopicDefinition> topics, CancellationToken ct)
    {
        var admin = _kafka.Topics;
        var metadata = await _kafka.CallAsync("list the topics", new("Describe", $"topics '{_kafka.Names.Prefix}*'"), timeout => KafkaCluster.BlockAsync(() => _kafka.Admin.GetMetadata(timeout)), ct).ConfigureAwait(false);
        var there = metadata.Topics.ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count, StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var topic in topics.OrderBy(topic => topic.Name, StringComparer.Ordinal))
        {
            var name = _kafka.Names.Topic(topic.Name);
            if (!there.TryGetValue(name, out var partitions)) continue;
            var differences = TopicConfigs.Differences(TopicConfigs.All(topic.Retention, options), await admin.ConfigsAsync(name, ct).ConfigureAwait(false)).ToList();
            if (partitions != topic.Partitions) differences.Insert(0, $"it has {partitions} partitions, the copy needs {topic.Partitions}");
            var places = Enumerable.Range(0, partitions).Select(number => new KafkaPartition(name, number)).ToList();
            var held = (await Offsets.EndsAsync(_kafka, places, ct).ConfigureAwait(false)).Values.Sum() - (await Offsets.StartsAsync(_kafka, places, ct).ConfigureAwait(false)).Values.Sum();
            if (held > 0) differences.Insert(0, $"it holds {held} records");
            if (differences.Count > 0) faults.Add($"Topic '{name}' exists: {string.Join("; ", differences)}.");
        }

        return faults;
    }

    private async Task PutSubscriberAsync(string group, List<TopicPartitionOffset> offsets, CancellationToken ct)
    {
        if (offsets.Count == 0) return;
        using var setting = _kafka.Clients.Reader(group, 1024);
        try
        {
            await _kafka.CallAsync($"set where group '{group}' stands", new("Read", $"group '{group}'"), _ => KafkaCluster.BlockAsync(() =>
            {
                setting.Commit(offsets);
                return true;
            }), ct).ConfigureAwait(false);
        }
        catch (LogException joined) when (joined.Error is LogError.Fenced or LogError.GroupActive)
        {
            throw new LogException(LogError.GroupActive, $"Group '{group}' of subscribers has members. Stop them and run the same command again, or leave the group behind (--leave-group).", joined);
        }
    }
}
