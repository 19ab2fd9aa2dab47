namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>The newest entry of each key of several runs, in order.</summary>
internal sealed class RunMerge
{
    private const int AllBuffers = 16 * 1024 * 1024;
    private const int MinBuffer = 16 * 1024;
    private const int MaxBuffer = 256 * 1024;

    // A heap: each stands at an entry that comes no later than those of the two below it. Of one key the newer comes first.
    private readonly List<Source> heap = [];
    private byte[] key = new byte[256];
    private int keyLength = -1;

    /// <param name="file">Where they lie.</param>
    /// <param name="runs">The runs; of those that may hold the same key the older ones come first.</param>
    public RunMerge(PlacedFile file, IReadOnlyList<RunPlace> runs)
    {
        var buffer = Math.Clamp(AllBuffers / Math.Max(1, runs.Count), MinBuffer, MaxBuffer);
        for (var age = 0; age < runs.Count; age++)
        {
            var cursor = new RunCursor(file, runs[age], buffer);
            if (cursor.Next()) heap.Add(new(cursor, age));
        }

        for (var root = (heap.Count / 2) - 1; root >= 0; root--) Sink(root);
    }

    /// <summary>The entry that it stands at, valid until it moves.</summary>
    public SortedEntry Entry => heap[0].Cursor.Entry;

    /// <summary>Goes to the first entry, then to that of the next key; false at the end.</summary>
    public bool Next()
    {
        if (keyLength >= 0) Move();
        while (heap.Count > 0 && keyLength >= 0 && heap[0].Cursor.Entry.StoreAndKey.SequenceEqual(key.AsSpan(0, keyLength))) Move();
        if (heap.Count == 0) return false;
        var next = heap[0].Cursor.Entry.StoreAndKey;
        if (next.Length > key.Length) key = new byte[2 * next.Length];
        next.CopyTo(key);
        keyLength = next.Length;
        return true;
    }

    private static bool ComesBefore(in Source a, in Source b) =>
        a.Cursor.Entry.StoreAndKey.SequenceCompareTo(b.Cursor.Entry.StoreAndKey) is var order and not 0 ? order < 0 : a.Age > b.Age;

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
