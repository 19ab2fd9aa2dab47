using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Embedded.Groups;

namespace Plutora.Integration.EventLog.Embedded.Writing;

/// <summary>What an append or a transaction writes; many share a commit.</summary>
internal sealed class CommitItem(EmbeddedEventLog log, IReadOnlyList<LogEntry> entries) : WriteItem<IReadOnlyList<LogPosition>>
{
    private Partition[] partitions = [];

    public IReadOnlyDictionary<StateKey, StateValue>? State { get; init; }

    public EmbeddedBatch? Consumed { get; init; }

    public Holding? Holding { get; init; }

    public ProducerHold? Producer { get; init; }

    public override bool Alone => false;

    public override long Bytes
    {
        get
        {
            long bytes = 0;
            for (var i = 0; i < entries.Count; i++) bytes += entries[i].Value?.Length ?? 0;
            if (State is not null)
                foreach (var value in State.Values) bytes += value.Value?.Length ?? 0;
            return bytes;
        }
    }

    public override void Check()
    {
        Producer?.Check();
        Consumed?.Check();
        Holding?.Check();
        // Looked up here, on the writer's thread: a topic deleted since the caller asked is gone for all that comes behind.
        var catalog = log.Catalog;
        partitions = entries.Count == 0 ? [] : new Partition[entries.Count];
        Topic? topic = null;
        for (var i = 0; i < entries.Count; i++)
        {
            if (topic?.Definition.Name != entries[i].Topic) topic = catalog.Find(entries[i].Topic);
            Limits.CheckKey(entries[i], topic.Definition);
            partitions[i] = topic.PartitionOf(entries[i]);
        }
    }

    public override void Write(WriteSession session)
    {
        var positions = entries.Count == 0 ? [] : new LogPosition[entries.Count];
        for (var i = 0; i < entries.Count; i++) positions[i] = log.Positions.Write(session.Insert(partitions[i], entries[i]));
        if (State is not null)
            foreach (var (key, value) in State) session.Put(key.Store, key.Key, value.PartitionKey, value.Value);
        Consumed?.Write(session);
        Result = positions;
    }

    public override void Applied() => Consumed?.Applied();
}

/// <summary>A key of a state store.</summary>
internal readonly record struct StateKey(string Store, string Key)
{
    public bool Equals(StateKey other) => Key == other.Key && Store == other.Store;

    // Few keys stand in more than one store, so its name is not worth hashing.
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A value put by a transaction; null removes the key.</summary>
internal readonly record struct StateValue(ReadOnlyMemory<byte>? Value, string? PartitionKey);
