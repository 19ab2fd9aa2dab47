namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>Reads sorted entries, one behind the other, from where they lie in a file.</summary>
internal sealed class RunCursor(PlacedFile file, RunPlace place, int buffered)
{
    private byte[] buffer = new byte[buffered];
    private long read;
    private int at;
    private int filled;

    /// <summary>The entry that it stands at, valid until it moves.</summary>
    public SortedEntry Entry => new(buffer.AsSpan(at));

    /// <summary>Goes to the first entry, then to the next; false at the end.</summary>
    public bool Next()
    {
        if (filled > 0) at += Entry.Length;
        while (!SortedEntry.IsWhole(buffer.AsSpan(at, filled - at)))
        {
            if (read == place.Length) return false;
            buffer.AsSpan(at, filled - at).CopyTo(buffer);
            (at, filled) = (0, filled - at);
            if (filled == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
            var more = (int)Math.Min(buffer.Length - filled, place.Length - read);
            file.Read(place.Start + read, buffer.AsSpan(filled, more));
            read += more;
            filled += more;
        }

        return true;
    }
}
