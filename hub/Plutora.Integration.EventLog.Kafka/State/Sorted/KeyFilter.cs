using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>
/// A Bloom filter of what a run holds: of what it does not, it says so in 99 of 100 cases. A look at it touches one line of the processor's cache.
/// </summary>
internal sealed class KeyFilter
{
    private const int BitsPerKey = 10;
    private const int Probes = 6;
    private const int LineWords = 8;
    private const int LineBits = LineWords * 64;
    private const int ProbeBits = 9;

    // So often it may be halved.
    private const int Halves = 16;

    private readonly ulong[] words;

    private KeyFilter(ulong[] words) => this.words = words;

    /// <summary>It as bytes.</summary>
    public Span<byte> Bytes => MemoryMarshal.AsBytes(words.AsSpan());

    /// <summary>An empty one for about so many keys.</summary>
    public static KeyFilter For(long keys) => new(new ulong[LineWords * Halves * ((keys * BitsPerKey / (LineBits * Halves)) + 1)]);

    /// <summary>One that is filled with the bytes of another.</summary>
    public static KeyFilter OfBytes(long bytes) => new(GC.AllocateUninitializedArray<ulong>(checked((int)(bytes / sizeof(ulong)))));

    public static ulong Hash(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key);

    /// <summary>The hash by which a filter knows a store together with the first part of its keys, the NUL behind it included; false where a prefix is not as long as that.</summary>
    public static bool TryHashFirst(string store, ReadOnlySpan<char> prefix, out ulong hash)
    {
        var end = prefix.IndexOf('\0') + 1;
        using var first = new KeyBytes(store, prefix[..end], stackalloc byte[KeyBytes.Small]);
        hash = Hash(first.Span);
        return end > 0;
    }

    public void Add(ulong hash)
    {
        var line = Line(words, hash);
        for (var (probe, bits) = (0, Mixed(hash)); probe < Probes; probe++, bits >>= ProbeBits)
            line[(int)(bits & (LineBits - 1)) / 64] |= 1UL << (int)(bits & 63);
    }

    /// <summary>Whether the key of this hash may be there.</summary>
    public bool MayHold(ulong hash)
    {
        var line = Line(words, hash);
        for (var (probe, bits) = (0, Mixed(hash)); probe < Probes; probe++, bits >>= ProbeBits)
            if ((line[(int)(bits & (LineBits - 1)) / 64] & (1UL << (int)(bits & 63))) == 0) return false;
        return true;
    }

    /// <summary>It, or the same with as little room as suits so many keys.</summary>
    public KeyFilter Fitting(long keys)
    {
        var fitting = this;
        for (var halved = 1; halved < Halves && keys * BitsPerKey * 2 <= fitting.words.Length * 64L; halved *= 2) fitting = fitting.Halved();
        return fitting;
    }

    private static Span<ulong> Line(ulong[] words, ulong hash) => words.AsSpan((int)(((hash >> 32) * (ulong)(words.Length / LineWords)) >> 32) * LineWords, LineWords);

    // The line is chosen by the upper half.
    private static ulong Mixed(ulong hash) => hash * 0x9E3779B97F4A7C15;

    // Half as many lines: a hash's is half as far from the first.
    private KeyFilter Halved()
    {
        var half = new ulong[words.Length / 2];
        for (var i = 0; i < words.Length; i++) half[(i / (2 * LineWords) * LineWords) + (i % LineWords)] |= words[i];
        return new(half);
    }
}
