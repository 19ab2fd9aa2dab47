using System.Buffers.Binary;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>Sorts entries by the bytes of store and key, those of one key by their place. Keys share long beginnings, so they are compared eight bytes at a time, and what all have is looked at once.</summary>
internal static class EntrySort
{
    private const int Word = sizeof(ulong);

    // Fewer are compared whole, and so are those that share so many bytes.
    private const int Few = 16;
    private const int MaxShared = 512;

    /// <param name="entries">The entries.</param>
    /// <param name="places">Where each begins; they are what is sorted.</param>
    /// <param name="words">Room to work in, as many as there are entries.</param>
    public static void Sort(byte[] entries, Span<int> places, Span<ulong> words) => Sort(entries, places, words[..places.Length], 0);

    private static void Sort(byte[] entries, Span<int> places, Span<ulong> words, int shared)
    {
        while (places.Length > Few && shared < MaxShared)
        {
            var ends = false;
            for (var i = 0; i < places.Length; i++)
            {
                var key = new SortedEntry(entries.AsSpan(places[i])).StoreAndKey;
                words[i] = At(key, shared);
                ends |= key.Length <= shared + Word;
            }

            if (ends || words.ContainsAnyExcept(words[0]))
            {
                words.Sort(places);
                for (var (from, to) = (0, 0); from < places.Length; from = to)
                {
                    while (to < places.Length && words[to] == words[from]) to++;
                    if (to - from == 1) continue;
                    var same = places[from..to];
                    // What ends here is told from what goes on with zeros by its length alone.
                    if (ends && AnyEnds(entries, same, shared + Word)) Compare(entries, same);
                    else Sort(entries, same, words[from..to], shared + Word);
                }

                return;
            }

            shared += Word;
        }

        Compare(entries, places);
    }

    private static ulong At(ReadOnlySpan<byte> key, int at)
    {
        if (key.Length >= at + Word) return BinaryPrimitives.ReadUInt64BigEndian(key[at..]);
        ulong padded = 0;
        for (var i = at; i < at + Word; i++) padded = (padded << 8) | (i < key.Length ? key[i] : 0UL);
        return padded;
    }

    private static bool AnyEnds(byte[] entries, ReadOnlySpan<int> places, int at)
    {
        foreach (var place in places)
            if (new SortedEntry(entries.AsSpan(place)).StoreAndKey.Length <= at) return true;
        return false;
    }

    private static void Compare(byte[] entries, Span<int> places) => places.Sort((a, b) =>
        new SortedEntry(entries.AsSpan(a)).StoreAndKey.SequenceCompareTo(new SortedEntry(entries.AsSpan(b)).StoreAndKey) is var order and not 0 ? order : a.CompareTo(b));
}
