using System.Text.Json;
using Confluent.Kafka;
using Plutora.Integration.EventLog.Embedded.Writing;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Clients.Native;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.State;
using Plutora.Integration.EventLog.Kafka.Topics;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Groups;

/// <summary>All groups: what they have acknowledged is Kafka's to keep, which topics they read is in the log's state.</summary>
internal sealed class GroupManager(KafkaCluster kafka, Catalog catalog, StateCache cache, KafkaWriter writer, PageReader pages, EndWatch ends, KafkaProducers producers, ProducerRegister register, KafkaPositions positions, Func<CancellationToken, Task> catchUp) : IAsyncDisposable
{
    private const string Store = "$groups";

    /// <summary>Up to so many offsets are looked at: a group that has read all but a transaction's marker has no lag.</summary>
    private const int Counted = 8;

    private readonly HashSet<KafkaConsumer> members = [];
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly GroupDesk desk = new(kafka);

    public async Task<ILogConsumer> JoinAsync(LogSubscription subscription, CancellationToken ct)
    {
        if (subscription.Group is not { Length: >= 1 and <= 249 }) throw new LogException(LogError.Invalid, $"'{subscription.Group}' is no group name: it takes 1 to 249 characters.");
        if (subscription.Start is LogStart.AfterStart after) positions.Read(after.Position);
        var member = new Member(kafka, catalog, subscription, new(subscription.Group, positions, kafka.Options.Time, Math.Max(subscription.MaxBytes, 1024)), SettleAsync);
        try
        {
            await EnsureAsync(subscription.Group, subscription.Topics, subscription.Start, ct).ConfigureAwait(false);
            await member.JoinAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            await member.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        KafkaConsumer? consumer = null;
        var id = TakeId(subscription.Group);
        consumer = new KafkaConsumer(kafka, member, id, register, subscription.MaxBytes, writer, cache, pages, () =>
        {
            lock (gate)
            {
                members.Remove(consumer!);
                ids.Remove(id);
            }

            return Task.CompletedTask;
        });
        lock (gate) members.Add(consumer);
        return consumer;
    }

    public async Task ResetAsync(string group, TopicFilter topics, LogStart start, CancellationToken ct)
    {
        var partitions = catalog.Matching(topics);
        var offsets = await pages.ResolveAsync(start, partitions, ct).ConfigureAwait(false);
        if (await desk.MembersAsync(group, TimeSpan.FromSeconds(5), ct).ConfigureAwait(false) is { Count: > 0 }) throw Active(group);
        if (cache.Get(new(Store, group)) is null) await writer.PutAsync(Store, group, Write(topics), ct).ConfigureAwait(false);
        if (offsets.Count == 0) return;
        try
        {
            await desk.SetAsync(group, [.. offsets.Select(each => new TopicPartitionOffset(each.Key, each.Value))], ct).ConfigureAwait(false);
        }
        catch (LogException joined) when (joined.Error is LogError.Fenced or LogError.GroupActive)
        {
            throw Active(group);
        }
    }

    /// <summary>All groups, and the topics that they read.</summary>
    public IReadOnlyList<(string Name, TopicFilter Topics)> All() => [.. cache.All(Store).Select(entry => (entry.Key, Read(entry)))];

    /// <summary>What a group has acknowledged.</summary>
    public Task<Dictionary<KafkaPartition, long>> AcknowledgedAsync(string group, IReadOnlyCollection<KafkaPartition> partitions, CancellationToken ct) => desk.AcknowledgedAsync(group, partitions, ct);

    /// <summary>Makes a group that has acknowledged all before these offsets.</summary>
    public async Task PutAsync(string group, TopicFilter topics, IReadOnlyCollection<TopicPartitionOffset> next, CancellationToken ct)
    {
        await writer.PutAsync(Store, group, Write(topics), ct).ConfigureAwait(false);
        if (next.Count > 0) await desk.SetAsync(group, next, ct).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<GroupLag>> LagAsync(string? only, CancellationToken ct)
    {
        var lags = new List<GroupLag>();
        foreach (var entry in cache.All(Store).Where(entry => only is null || entry.Key == only))
        {
            var partitions = catalog.Matching(Read(entry));
            var acknowledged = await desk.AcknowledgedAsync(entry.Key, [.. partitions.Select(partition => partition.Kafka)], ct).ConfigureAwait(false);
            var now = await ends.AskAsync(ct).ConfigureAwait(false);
            var starts = await Offsets.StartsAsync(kafka, [.. partitions.Select(partition => partition.Kafka)], ct).ConfigureAwait(false);
            var open = partitions.Select(partition => new Stretch(partition, Math.Max(starts.GetValueOrDefault(partition.Kafka), acknowledged.GetValueOrDefault(partition.Kafka)), now.GetValueOrDefault(partition.Kafka))).ToList();
            var counted = await pages.CountAsync([.. open.Where(stretch => stretch.To - stretch.From is > 0 and <= Counted)], ct).ConfigureAwait(false);
            foreach (var stretch in open)
            {
                var partition = stretch.Partition;
                long lag = counted.TryGetValue(partition.Kafka, out var records) ? records : Math.Max(0, stretch.To - stretch.From);
                lags.Add(new(entry.Key, partition.Topic.Definition.Name, partition.Number, stretch.To, acknowledged.TryGetValue(partition.Kafka, out var mark) ? mark : null, lag));
            }
        }

        return lags;
    }

    /// <summary>Waits until the brokers have dropped what groups acknowledged of a deleted topic, so that one made anew under its name begins at its first record.</summary>
    public async Task ForgottenAsync(CatalogTopic topic, CancellationToken ct)
    {
        var partitions = Enumerable.Range(0, topic.Definition.Partitions).Select(number => new KafkaPartition(kafka.Names.Topic(topic.Definition.Name), number)).ToList();
        foreach (var entry in cache.All(Store).Where(entry => Read(entry).Matches(topic.Definition.Name)))
        {
            var started = kafka.Options.Time.GetTimestamp();
            while ((await desk.AcknowledgedAsync(entry.Key, partitions, ct).ConfigureAwait(false)).Count > 0)
            {
                if (kafka.Options.Time.GetElapsedTime(started) > kafka.Options.OperationTimeout) throw KafkaFault.TimedOut($"forget what group '{entry.Key}' acknowledged of '{topic.Definition.Name}'", kafka.Options.OperationTimeout);
                await Task.Delay(TimeSpan.FromMilliseconds(20), kafka.Options.Time, ct).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<KafkaConsumer> all;
        lock (gate) all = [.. members];
        await Task.WhenAll(all.Select(member => member.DisposeAsync().AsTask())).ConfigureAwait(false);
        await desk.DisposeAsync().ConfigureAwait(false);
    }

    private static LogException Active(string group) => new(LogError.GroupActive, $"Group '{group}' has members; stop them before setting where it stands.");

    private static byte[] Write(TopicFilter topics) => JsonSerializer.SerializeToUtf8Bytes(new StoredGroup(1, [.. topics.Names, .. topics.Prefixes.Select(prefix => prefix + "*")]), StoredJson.Default.StoredGroup);

    private static TopicFilter Read(StateEntry entry) => JsonSerializer.Deserialize(entry.Value.Span, StoredJson.Default.StoredGroup) switch
    {
        { Format: 1 } stored => stored.Topics.Select(topic => topic.EndsWith('*') ? TopicFilter.Prefix(topic[..^1]) : TopicFilter.Exact(topic)).Aggregate((all, topic) => all.Or(topic)),
        var other => throw new LogException(LogError.FormatUnknown, $"The log's entry of group '{entry.Key}' has format {other?.Format}, written by a newer version of the hub; this one reads 1. Start the newer version."),
    };

    /// <summary>Fixes where a new group begins, in one transaction, so that of two first members one decides.</summary>
    private async Task EnsureAsync(string group, TopicFilter topics, LogStart start, CancellationToken ct)
    {
        var stored = Write(topics);
        if (cache.Get(new(Store, group)) is { } known)
        {
            if (!known.Span.SequenceEqual(stored)) await writer.PutAsync(Store, group, stored, ct).ConfigureAwait(false);
            return;
        }

        if (start is LogStart.EarliestStart)
        {
            await writer.PutAsync(Store, group, stored, ct).ConfigureAwait(false);
            return;
        }

        using var hold = await producers.TakeAsync($"{LogNames.Reserved}group.{group}", ct).ConfigureAwait(false);
        await catchUp(ct).ConfigureAwait(false);
        if (cache.Get(new(Store, group)) is not null) return;
        var offsets = await pages.ResolveAsync(start, catalog.Matching(topics), ct).ConfigureAwait(false);
        var consumed = new Consumed([.. offsets.Select(each => new TopicPartitionOffset(each.Key, each.Value))], GroupPlace.Outside(kafka.Names.Group(group)));
        await writer.WriteAsync([], new Dictionary<StateKey, StateValue> { [new(Store, group)] = new(stored, null) }, records => hold.CommitAsync(records, consumed, ct), ct).ConfigureAwait(false);
    }

    /// <summary>Takes over what processes left open that are in no group any more, so that nobody waits for the brokers' time limit.</summary>
    public async Task FenceAsync(CancellationToken ct)
    {
        if (!register.HasOthers) return;
        var alive = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in cache.All(Store))
        {
            if (await MembersAsync(entry.Key, ct).ConfigureAwait(false) is not { } members)
            {
                // Who is alive cannot be told while a broker is away. Nothing is lost by it: what is left open ends by the brokers' time limit.
                kafka.Options.Logger.NotFenced(entry.Key);
                return;
            }

            alive.UnionWith(members);
        }

        await register.FenceAsync(alive, ct).ConfigureAwait(false);
    }

    /// <summary>The processes that are in a group; null when not every broker says so.</summary>
    public async Task<IReadOnlyList<string>?> MembersAsync(string group, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 3; attempt++)
            if (await desk.MembersAsync(group, TimeSpan.FromSeconds(2), ct).ConfigureAwait(false) is { } members) return members;
        return null;
    }

    /// <summary>The first id of a group that no member here has: a process comes back to the same ones.</summary>
    private string TakeId(string group)
    {
        lock (gate)
        {
            for (var number = 0; ; number++)
                if ($"{LogNames.Reserved}member.{group}.{kafka.Clients.ClientId}.{number}" is var id && ids.Add(id)) return id;
        }
    }

    private async Task<Settlement> SettleAsync(Member member, bool rebalanced)
    {
        if (rebalanced) await FenceAsync(CancellationToken.None).ConfigureAwait(false);
        var wanted = member.Wanted();
        var acknowledged = await desk.AcknowledgedAsync(member.Group, [.. wanted.Select(partition => partition.Kafka)], CancellationToken.None).ConfigureAwait(false);
        // Who had the share before may have committed until a moment ago.
        if (rebalanced) await catchUp(CancellationToken.None).ConfigureAwait(false);
        return new(wanted, acknowledged);
    }
}
