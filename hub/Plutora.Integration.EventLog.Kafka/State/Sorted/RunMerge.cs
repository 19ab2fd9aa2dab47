namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>The newest entry of each key of several runs, in order, up or down.</summary>
internal sealed class RunMerge : IDisposable
{
    private const int SmallKey = 256;

    private readonly RunCursor[] cursors;
    private readonly int direction;

    // A heap: each stands at an entry that comes no later than those of the two below it. Of one key the newer comes first.
    private readonly List<Source> heap;
    private byte[] key = [];
    private int keyLength = -1;

    /// <param name="cursors">The runs, the newest first, each before its first entry. They are ended with it.</param>
    /// <param name="isUp">Whether they go up.</param>
    public RunMerge(RunCursor[] cursors, bool isUp)
    {
        (this.cursors, direction, heap) = (cursors, isUp ? 1 : -1, new(cursors.Length));
        for (var age = 0; age < cursors.Length; age++)
            if (cursors[age].Next()) heap.Add(new(cursors[age], age));
        for (var root = (heap.Count / 2) - 1; root >= 0; root--) Sink(root);
    }

    /// <summary>The entry that it stands at, valid until it moves.</summary>
    public SortedEntry Entry => heap[0].Cursor.Entry;

    /// <summary>Goes to the first entry, then to that of the next key; false at the end.</summary>
    public bool Next()
    {
        if (keyLength >= 0 && heap.Count > 0) Move();
        while (heap.Count > 0 && keyLength >= 0 && heap[0].Cursor.Entry.StoreAndKey.SequenceEqual(key.AsSpan(0, keyLength))) Move();
        if (heap.Count == 0) return false;
        // Of one run each key comes once.
        if (cursors.Length == 1)
        {
            keyLength = 0;
            return true;
        }

        var next = heap[0].Cursor.Entry.StoreAndKey;
        if (next.Length > key.Length) key = new byte[Math.Max(SmallKey, 2 * next.Length)];
        next.CopyTo(key);
        keyLength = next.Length;
        return true;
    }

    public void Dispose()
    {
        foreach (var cursor in cursors) cursor.Dispose();
    }

    private bool ComesBefore(in Source a, in Source b) =>
        a.Cursor.Entry.StoreAndKey.SequenceCompareTo(b.Cursor.Entry.StoreAndKey) is var order and not 0 ? order * direction < 0 : a.Age < b.Age;

    private void Move()
    {
        if (!heap[0].Cursor.Next())
        {
            heap[0] = heap[^1];
            heap.RemoveAt(heap.Count - 1);
        }

        Sink(0);
    }

    private void Sink(int at)
    {
        while (true)
        {
            var below = (2 * at) + 1;
            if (below >= heap.Count) return;
            if (below + 1 < heap.Count && ComesBefore(heap[below + 1], heap[below])) below++;
            if (!ComesBefore(heap[below], heap[at])) return;
            (heap[at], heap[below]) = (heap[below], heap[at]);
            at = below;
        }
    }

    private readonly record struct Source(RunCursor Cursor, int Age);
}
