namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>
/// Bytes that are kept for some seconds and given up all at once. They lie in few large arrays, which are used again: the collector neither looks at them nor moves them, as it would each of the many small ones.
/// Used by one thread at a time.
/// </summary>
internal sealed class StateSlots
{
    private const int ChunkBytes = 256 * 1024;
    private const int MaxShared = ChunkBytes / 8;
    // What stands ready after a burst.
    private const int MaxChunks = 128;

    private readonly List<byte[]> chunks = [];
    private int current;
    private int used;

    /// <summary>How many bytes were taken.</summary>
    public long Taken { get; private set; }

    /// <summary>A place of so many bytes, whose content is whatever it was.</summary>
    public ArraySegment<byte> Take(int size)
    {
        Taken += size;
        if (size > MaxShared) return new(new byte[size]);
        if (used + size > ChunkBytes) (current, used) = (current + 1, 0);
        if (current == chunks.Count) chunks.Add(GC.AllocateUninitializedArray<byte>(ChunkBytes));
        var place = new ArraySegment<byte>(chunks[current], used, size);
        used += size;
        return place;
    }

    /// <summary>Gives all places up.</summary>
    public void Clear()
    {
        if (chunks.Count > MaxChunks) chunks.RemoveRange(MaxChunks, chunks.Count - MaxChunks);
        (current, used, Taken) = (0, 0, 0);
    }
}
