using System.Buffers;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>Goes through the entries of a run, up or down, from a key on.</summary>
internal sealed class RunCursor : IDisposable
{
    private readonly SortedRun run;
    private readonly bool isUp;
    private readonly int ahead;

    // Where the entries of a block that is read downwards begin.
    private readonly List<int> starts = [];
    private byte[] buffer = [];
    private int filled;
    private int at;
    private int next;
    private bool isBefore = true;

    private RunCursor(SortedRun run, bool isUp, int next, int ahead) => (this.run, this.isUp, this.next, this.ahead, at) = (run, isUp, next, ahead, isUp ? 0 : -1);

    /// <summary>The entry that it stands at, valid until it moves.</summary>
    public SortedEntry Entry => new(buffer.AsSpan(isUp ? at : starts[at]));

    /// <summary>Up from a key; it stands before the first.</summary>
    /// <param name="run">The run.</param>
    /// <param name="key">Store, NUL and key.</param>
    /// <param name="ahead">About so many bytes are read at once.</param>
    public static RunCursor From(SortedRun run, ReadOnlySpan<byte> key, int ahead)
    {
        var cursor = new RunCursor(run, isUp: true, Math.Max(0, run.Footer.Index.Find(key)), ahead);
        if (key.SequenceCompareTo(run.Footer.Greatest) > 0) cursor.next = run.Footer.Index.Count;
        else if (cursor.ReadUp())
            while (cursor.at < cursor.filled && cursor.Entry.StoreAndKey.SequenceCompareTo(key) < 0) cursor.at += cursor.Entry.Length;
        return cursor;
    }

    /// <summary>Down from a key; it stands before the first.</summary>
    public static RunCursor DownFrom(SortedRun run, ReadOnlySpan<byte> key)
    {
        var cursor = new RunCursor(run, isUp: false, run.Footer.Index.Find(key), ahead: 0);
        if (cursor.ReadDown())
            while (cursor.at >= 0 && cursor.Entry.StoreAndKey.SequenceCompareTo(key) > 0) cursor.at--;
        return cursor;
    }

    /// <summary>Goes to the first entry, then to the next; false at the end.</summary>
    public bool Next()
    {
        if (isUp)
        {
            if (!isBefore && at < filled) at += Entry.Length;
            isBefore = false;
            return at < filled || ReadUp();
        }

        if (!isBefore) at--;
        isBefore = false;
        return at >= 0 || ReadDown();
    }

    public void Dispose()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private bool ReadUp()
    {
        var index = run.Footer.Index;
        if (next >= index.Count) return false;
        var last = next;
        while (last + 1 < index.Count && index.End(last + 1) - index.Start(next) <= ahead) last++;
        Read(next, last);
        (next, at) = (last + 1, 0);
        return true;
    }

    private bool ReadDown()
    {
        if (next < 0) return false;
        Read(next, next);
        next--;
        starts.Clear();
        for (var start = 0; start < filled; start += new SortedEntry(buffer.AsSpan(start)).Length) starts.Add(start);
        at = starts.Count - 1;
        return true;
    }

    private void Read(int first, int last)
    {
        var bytes = (int)(run.Footer.Index.End(last) - run.Footer.Index.Start(first));
        if (bytes > buffer.Length)
        {
            Dispose();
            buffer = ArrayPool<byte>.Shared.Rent(Math.Max(bytes, ahead));
        }

        filled = run.ReadBlocks(first, last, buffer).Length;
    }
}
