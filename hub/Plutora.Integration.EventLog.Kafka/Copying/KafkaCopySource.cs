using System.Globalization;
using Plutora.Integration.EventLog.Copying;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Copying;

/// <summary>A log on Kafka that is copied. Each partition is a lane; the ordinal of a record is the offset behind it. Committed records alone are read.</summary>
internal sealed class KafkaCopySource : ICopySource
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly KafkaEventLog _log;

    private KafkaCopySource(KafkaEventLog log) => _log = log;

    public IEventLog Log => _log;

    public string Place => $"on {_log.Kafka.Place}";

    /// <summary>The topics, as positions of the log name them.</summary>
    public IReadOnlyList<StoredCopyTopic> Topics => [.. _log.Catalog.Topics.Values.Select(topic => new StoredCopyTopic(topic.Definition.Name, topic.Mark, topic.Definition.Partitions))];

    /// <summary>Opens a log that is there; none is made.</summary>
    /// <exception cref="LogException"><see cref="LogError.Invalid"/>: there is none; and what <see cref="KafkaEventLog.OpenAsync"/> throws.</exception>
    public static async Task<KafkaCopySource> OpenAsync(KafkaLogOptions options, CancellationToken ct)
    {
        options = options with { ForCopy = true };
        if (options.Faults() is { Count: > 0 } faults) throw new LogException(LogError.Invalid, string.Join(Environment.NewLine, faults));
        using (var kafka = new KafkaCluster(options))
        {
            if (await new LogMeta(kafka).FindAsync(ct).ConfigureAwait(false) is null) throw new LogException(LogError.Invalid, $"There is no event log on {kafka.Place}.");
        }

        return new(await KafkaEventLog.OpenAsync(options, ct).ConfigureAwait(false));
    }

    public async Task<MovedMark?> MovedAsync(CancellationToken ct) => (await _log.Meta.FindAsync(ct).ConfigureAwait(false))?.Moved;

    public Task MarkAsync(MovedMark? mark, CancellationToken ct) => _log.Meta.SayMovedAsync(mark, ct);

    /// <summary>No hub is a member of a group, and no transaction of a killed one is open.</summary>
    public async Task AloneAsync(CancellationToken ct)
    {
        foreach (var (group, _) in _log.Groups.All())
        {
            if (await _log.Groups.MembersAsync(group, ct).ConfigureAwait(false) is not { } members)
                throw new LogException(LogError.StorageFailed, $"Not every broker of {_log.Kafka.Place} says who is in group '{group}', so it cannot be told whether a hub is at work. Copy again when all brokers answer.");
            if (members.Count == 0) continue;
            throw new LogException(LogError.InUse, $"The event log {Place} is in use: group '{group}' has members ({string.Join(", ", members.Distinct())}). Stop all hubs that work on it, wait {_log.Kafka.Options.SessionTimeout.TotalSeconds:0} s where one was killed, and copy again.");
        }

        await SettledAsync(ct).ConfigureAwait(false);
        await _log.CatchUpAsync(ct).ConfigureAwait(false);
    }

    public IReadOnlyList<string> Lanes(IReadOnlyList<TopicDefinition> topics) =>
        [.. from topic in topics.OrderBy(topic => topic.Name, StringComparer.Ordinal) from number in Enumerable.Range(0, topic.Partitions) select CopyChunk.Lane(topic.Name, number)];

    public async Task<CopyPage> ReadAsync(string lane, long after, int maxRecords, CancellationToken ct)
    {
        var (topic, number) = (lane[..lane.LastIndexOf('/')], int.Parse(lane.AsSpan(lane.LastIndexOf('/') + 1), CultureInfo.InvariantCulture));
        var records = await ReadAsync(topic, number, after, maxRecords, ct).ConfigureAwait(false);
        return new(records, [.. records.Select(record => record.Offset + 1)], records is [.., var last] ? last.Offset + 1 : after);
    }

    public IReadOnlyList<string> Stores() => _log.Cache.Stores();

    public async Task<IReadOnlyList<CopyGroup>> GroupsAsync(CancellationToken ct)
    {
        var groups = new List<CopyGroup>();
        var own = new HashSet<string>(StringComparer.Ordinal) { _log.Kafka.Names.Readers };
        foreach (var (name, topics) in _log.Groups.All())
        {
            own.Add(_log.Kafka.Names.Group(name));
            var partitions = _log.Catalog.Matching(topics).ToDictionary(partition => partition.Kafka);
            var acknowledged = await _log.Groups.AcknowledgedAsync(name, partitions.Keys, ct).ConfigureAwait(false);
            groups.Add(new(name, topics, acknowledged.ToDictionary(each => At(partitions[each.Key]), each => each.Value)));
        }

        groups.AddRange(await SubscribersAsync(own, ct).ConfigureAwait(false));
        return groups;
    }

    public async Task<long> BehindAsync(CopyGroup group, IReadOnlyList<TopicInfo> topics, CancellationToken ct)
    {
        var behind = 0L;
        foreach (var topic in topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var next = Math.Max(partition.StartOffset, group.Acknowledged.GetValueOrDefault(new(topic.Definition.Name, partition.Partition)));
                // A transaction's markers count in offsets; so it is looked whether there is a record.
                if (next < partition.EndOffset && await ReadAsync(topic.Definition.Name, partition.Partition, next, 1, ct).ConfigureAwait(false) is { Count: > 0 }) behind += partition.EndOffset - next;
            }
        }

        return behind;
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private static TopicPartition At(CatalogPartition partition) => new(partition.Topic.Definition.Name, partition.Number);

    private async Task<IReadOnlyList<LogRecord>> ReadAsync(string topic, int partition, long next, int maxRecords, CancellationToken ct)
    {
        var start = next == 0 ? LogStart.Earliest : LogStart.After(_log.Positions.Write(new Place(_log.Catalog.Find(topic)!.Mark, partition), next));
        return (await _log.ReadAsync(new(TopicFilter.Exact(topic), start) { Partition = partition, MaxRecords = maxRecords }, ct).ConfigureAwait(false)).Records;
    }

    /// <summary>Groups that read the log's topics by Kafka's own protocol: subscribers that are none of the hub's.</summary>
    private async Task<List<CopyGroup>> SubscribersAsync(HashSet<string> own, CancellationToken ct)
    {
        var kafka = _log.Kafka;
        var partitions = _log.Catalog.Matching(TopicFilter.Prefix("")).ToDictionary(partition => partition.Kafka);
        var found = new List<CopyGroup>();
        if (partitions.Count == 0) return found;
        var listed = await kafka.CallAsync("list the groups", new("Describe", "the cluster"), timeout => KafkaCluster.BlockAsync(() => kafka.Admin.ListGroups(timeout)), ct).ConfigureAwait(false);
        foreach (var group in listed.Where(group => group.ProtocolType is "consumer" or "" && !own.Contains(group.Group)))
        {
            using var asking = kafka.Clients.Reader(group.Group, 1024);
            var acknowledged = await kafka.CallAsync($"tell what group '{group.Group}' acknowledged", new("Describe", $"group '{group.Group}'"), timeout => KafkaCluster.BlockAsync(() => asking.Committed(partitions.Keys, timeout)), ct).ConfigureAwait(false);
            var places = acknowledged.Where(each => each.Offset.Value >= 0).ToDictionary(each => At(partitions[each.TopicPartition]), each => each.Offset.Value);
            if (places.Count > 0) found.Add(new(group.Group, null, places));
        }

        return found;
    }

    /// <summary>Waits until no transaction is open any more: what a killed hub left ends by the brokers' time limit, if its id was not taken over.</summary>
    private async Task SettledAsync(CancellationToken ct)
    {
        var (kafka, time) = (_log.Kafka, _log.Kafka.Options.Time);
        var limit = kafka.Options.TransactionTimeout + TimeSpan.FromSeconds(30);
        List<KafkaPartition> places = [.. _log.Catalog.Partitions, .. kafka.Names.StatePartitions(kafka.Options.Shares)];
        for (var started = time.GetTimestamp(); ;)
        {
            var written = await Offsets.EndsAsync(kafka, places, ct).ConfigureAwait(false);
            var committed = await Offsets.CommittedEndsAsync(kafka, places, ct).ConfigureAwait(false);
            if (written.All(each => committed.GetValueOrDefault(each.Key) >= each.Value)) return;
            if (time.GetElapsedTime(started) > limit)
                throw new LogException(LogError.InUse, $"The event log {Place} has a transaction that is open still: a hub writes to it. Stop all hubs that work on it, and copy again.");
            await Task.Delay(Pause, time, ct).ConfigureAwait(false);
        }
    }
}
