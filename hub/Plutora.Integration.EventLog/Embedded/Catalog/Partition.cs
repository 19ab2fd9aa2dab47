using Plutora.Integration.EventLog.Embedded.Storage;

namespace Plutora.Integration.EventLog.Embedded.Catalog;

/// <summary>A partition of a topic. What readers see of it is set after a commit; what the writer counts on is its own.</summary>
internal sealed class Partition(long id, string topic, int number)
{
    private long lastSequence;
    private long endOffset;

    public long Id { get; } = id;

    public string Topic { get; } = topic;

    public int Number { get; } = number;

    public RecordTable Table { get; } = new(id);

    /// <summary>The sequence of the newest committed record; 0 when there never was one.</summary>
    public long LastSequence => Volatile.Read(ref lastSequence);

    /// <summary>The offset behind the newest committed record.</summary>
    public long EndOffset => Volatile.Read(ref endOffset);

    /// <summary>The writer's: the offset of the record it inserts next.</summary>
    public long NextOffset { get; set; }

    /// <summary>The writer's: the sequence of the record it inserted last, not yet committed.</summary>
    public long PendingSequence { get; set; }

    /// <summary>The writer's: the sequence up to which compaction has swept.</summary>
    public long Swept { get; set; }

    public void Publish(long last, long end)
    {
        Volatile.Write(ref endOffset, end);
        Volatile.Write(ref lastSequence, last);
        PendingSequence = last;
        NextOffset = end;
    }

    public void Publish() => Publish(PendingSequence, NextOffset);

    public void Revert() => Publish(LastSequence, EndOffset);
}
