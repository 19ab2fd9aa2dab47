using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>What is known of a run in memory. It stands behind the run's blocks, with a checksum, so that opening a run reads nothing else.</summary>
internal sealed record RunFooter
{
    private const int HeadNumbers = 8;
    private const long Mark = 0x31_6E_75_52_74_61_74_53;

    /// <summary>How many entries it has.</summary>
    public required long Entries { get; init; }

    /// <summary>How many keys and beginnings of keys the filter was told of.</summary>
    public required long Keys { get; init; }

    public required BlockIndex Index { get; init; }

    public required KeyFilter Filter { get; init; }

    /// <summary>The greatest key, as store, NUL and key.</summary>
    public required byte[] Greatest { get; init; }

    /// <summary>How many bytes of long values it refers to in which file.</summary>
    public required IReadOnlyDictionary<int, long> Values { get; init; }

    /// <summary>Writes it, and tells where it ends.</summary>
    public long Write(PlacedFile file, long at)
    {
        var checksum = new XxHash3();
        Put(MemoryMarshal.AsBytes<long>([Mark, Entries, Keys, Filter.Bytes.Length, Index.Count, Index.KeyBytes, Greatest.Length, Values.Count]));
        Put(MemoryMarshal.AsBytes<long>([.. Values.SelectMany(each => (long[])[each.Key, each.Value])]));
        Put(Greatest);
        Put(Index.Ends);
        Put(Index.Places);
        Put(Index.Keys);
        Put(Filter.Bytes);
        Put(MemoryMarshal.AsBytes<ulong>([checksum.GetCurrentHashAsUInt64()]));
        return at;

        void Put(ReadOnlySpan<byte> part)
        {
            file.Write(at, part);
            checksum.Append(part);
            at += part.Length;
        }
    }

    /// <summary>Reads one.</summary>
    /// <param name="file">The run.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="end">Where it, and the run, ends.</param>
    /// <returns>It, or null when it is not what was written.</returns>
    public static RunFooter? Read(PlacedFile file, long at, long end)
    {
        var checksum = new XxHash3();
        if (file.Length != end || end - at < (HeadNumbers + 1) * sizeof(long)) return null;
        var head = new long[HeadNumbers];
        Take(MemoryMarshal.AsBytes(head.AsSpan()));
        var (filterBytes, blocks, keyBytes, greatestBytes, files) = (head[3], head[4], head[5], head[6], head[7]);
        // What is not what was written would ask for any amount of memory.
        if (head[0] != Mark || new[] { filterBytes, blocks, keyBytes, greatestBytes, files }.Any(size => size < 0 || size > end)) return null;
        if (at + (files * 2 * sizeof(long)) + greatestBytes + (blocks * sizeof(int)) + ((blocks + 1) * sizeof(long)) + keyBytes + filterBytes + sizeof(ulong) != end) return null;
        var values = new long[files * 2];
        Take(MemoryMarshal.AsBytes(values.AsSpan()));
        var greatest = new byte[greatestBytes];
        Take(greatest);
        var index = BlockIndex.Filled((int)blocks, (int)keyBytes, (ends, places, keys) =>
        {
            Take(ends);
            Take(places);
            Take(keys);
        });
        var filter = KeyFilter.OfBytes(filterBytes);
        Take(filter.Bytes);
        var expected = checksum.GetCurrentHashAsUInt64();
        var written = new ulong[1];
        Take(MemoryMarshal.AsBytes(written.AsSpan()));
        if (written[0] != expected) return null;
        return new() { Entries = head[1], Keys = head[2], Index = index, Filter = filter, Greatest = greatest, Values = values.Chunk(2).ToDictionary(each => (int)each[0], each => each[1]) };

        void Take(Span<byte> part)
        {
            file.Read(at, part);
            checksum.Append(part);
            at += part.Length;
        }
    }
}
