using System.Buffers.Binary;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>Sorts entries by the bytes of store and key, those of one key by their place. Keys share long beginnings, so they are compared eight bytes at a time, and what all have is looked at once.</summary>
internal static class EntrySort
{
    private const int Word = sizeof(ulong);

    // Fewer are compared whole, and so are those that share so many bytes.
    private const int Few = 16;
    private const int MaxShared = 512;

    // So many kinds of eight bytes are dealt out, each in the order in which it came; more are sorted.
    private const int Kinds = 16;

    /// <param name="entries">The entries.</param>
    /// <param name="places">Where each begins, in the order in which they came; they are what is sorted.</param>
    /// <param name="words">Room to work in, as many as there are entries.</param>
    /// <param name="room">As much again.</param>
    public static void Sort(byte[] entries, Span<int> places, Span<ulong> words, Span<int> room) => Sort(entries, places, words[..places.Length], room, 0);

    private static void Sort(byte[] entries, Span<int> places, Span<ulong> words, Span<int> room, int shared)
    {
        Span<ulong> kinds = stackalloc ulong[Kinds];
        for (; places.Length > Few && shared < MaxShared; shared += Word)
        {
            var (ends, count) = (false, 0);
            for (var i = 0; i < places.Length; i++)
            {
                var key = new SortedEntry(entries.AsSpan(places[i])).StoreAndKey;
                var word = words[i] = At(key, shared);
                ends |= key.Length <= shared + Word;
                if (count > Kinds || (count > 0 && (kinds[0] == word || kinds[1..count].Contains(word)))) continue;
                if (count < Kinds) kinds[count] = word;
                count++;
            }

            if (count == 1 && !ends) continue;
            if (count <= Kinds) Deal(places, words, room, kinds[..count]);
            else words.Sort(places);
            for (var (from, to) = (0, 0); from < places.Length; from = to)
            {
                while (to < places.Length && words[to] == words[from]) to++;
                if (to - from == 1) continue;
                var same = places[from..to];
                // What ends here is told from what goes on with zeros by its length alone.
                if (ends && AnyEnds(entries, same, shared + Word)) Compare(entries, same);
                else Sort(entries, same, words[from..to], room, shared + Word);
            }

            return;
        }

        Compare(entries, places);
    }

    // Stores and beginnings of keys are few. Sorting would shuffle what has the same one, and entries are read much faster in the order in which they lie.
    private static void Deal(Span<int> places, Span<ulong> words, Span<int> room, Span<ulong> kinds)
    {
        kinds.Sort();
        Span<int> next = stackalloc int[Kinds];
        foreach (var word in words) next[kinds.IndexOf(word)]++;
        for (var (kind, start) = (0, 0); kind < kinds.Length; kind++) (next[kind], start) = (start, start + next[kind]);
        for (var i = 0; i < places.Length; i++) room[next[kinds.IndexOf(words[i])]++] = places[i];
        room[..places.Length].CopyTo(places);
        for (var (kind, from) = (0, 0); kind < kinds.Length; from = next[kind++]) words[from..next[kind]].Fill(kinds[kind]);
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
