using System.Globalization;
using Plutora.Integration.EventLog.Kafka.Reading;

namespace Plutora.Integration.EventLog.Kafka.Copying;

/// <summary>How far a lane of the source had been written to a partition of the copy.</summary>
/// <param name="Start">The offset of its first record there.</param>
/// <param name="Next">The offset behind its last.</param>
internal readonly record struct LaneReach(long Start, long Next);

/// <summary>
/// Where the records of one batch of a lane stand in the copy. It begins with where all earlier ones of the lane ended, so that one chunk tells what had been read up to any of its ordinals.
/// </summary>
/// <param name="Before">By partition of the copy.</param>
/// <param name="Records">The records, by ordinal.</param>
internal sealed record CopyChunk(IReadOnlyDictionary<Place, LaneReach> Before, IReadOnlyList<(long Ordinal, Place Place, long Offset)> Records)
{
    /// <summary>The store in which positions are looked up, by lane.</summary>
    public const string LaneStore = "log.copy.map";

    /// <summary>The store in which single records are looked up where a lane is no partition; it goes when the copy is complete.</summary>
    public const string PartitionStore = "log.copy.offsets";

    private const byte Format = 1;

    /// <summary>A lane that is one partition of the source.</summary>
    public static string Lane(string topic, int partition) => string.Create(CultureInfo.InvariantCulture, $"{topic}/{partition}");

    public static string Key(string lane, long ordinal) => string.Create(CultureInfo.InvariantCulture, $"{lane}/{ordinal:D19}");

    /// <summary>What had been written when the lane was read up to an ordinal.</summary>
    public Dictionary<Place, LaneReach> ReachedAt(long ordinal)
    {
        var reached = new Dictionary<Place, LaneReach>(Before);
        foreach (var record in Records.TakeWhile(record => record.Ordinal <= ordinal))
            reached[record.Place] = new(reached.TryGetValue(record.Place, out var before) ? before.Start : record.Offset, record.Offset + 1);
        return reached;
    }

    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Format);
        var places = Before.Keys.Concat(Records.Select(record => record.Place)).Distinct().ToList();
        var numbers = new Dictionary<Place, (int Number, long Last)>();
        writer.Write7BitEncodedInt(places.Count);
        writer.Write7BitEncodedInt(Before.Count);
        foreach (var place in places)
        {
            writer.Write(place.Topic);
            writer.Write7BitEncodedInt(place.Partition);
            numbers[place] = (numbers.Count, 0);
        }

        foreach (var (place, reach) in Before)
        {
            writer.Write7BitEncodedInt64(reach.Start);
            writer.Write7BitEncodedInt64(reach.Next - reach.Start);
            numbers[place] = (numbers[place].Number, reach.Next);
        }

        writer.Write7BitEncodedInt(Records.Count);
        var ordinal = 0L;
        foreach (var record in Records)
        {
            var (number, last) = numbers[record.Place];
            writer.Write7BitEncodedInt64(record.Ordinal - ordinal);
            writer.Write7BitEncodedInt(number);
            writer.Write7BitEncodedInt64(record.Offset - last);
            ordinal = record.Ordinal;
            numbers[record.Place] = (number, record.Offset);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    public static CopyChunk Read(ReadOnlyMemory<byte> value)
    {
        using var bytes = new MemoryStream(value.ToArray());
        using var reader = new BinaryReader(bytes);
        if (reader.ReadByte() is var format && format != Format)
            throw new LogException(LogError.FormatUnknown, $"The map of the log's copy has format {format}, written by a newer version; this one reads {Format}. Start the newer version.");
        var places = new Place[reader.Read7BitEncodedInt()];
        var known = reader.Read7BitEncodedInt();
        var last = new long[places.Length];
        for (var i = 0; i < places.Length; i++) places[i] = new(reader.ReadUInt64(), reader.Read7BitEncodedInt());
        var before = new Dictionary<Place, LaneReach>(known);
        for (var i = 0; i < known; i++)
        {
            var start = reader.Read7BitEncodedInt64();
            last[i] = start + reader.Read7BitEncodedInt64();
            before[places[i]] = new(start, last[i]);
        }

        var records = new (long, Place, long)[reader.Read7BitEncodedInt()];
        var ordinal = 0L;
        for (var i = 0; i < records.Length; i++)
        {
            ordinal += reader.Read7BitEncodedInt64();
            var number = reader.Read7BitEncodedInt();
            last[number] += reader.Read7BitEncodedInt64();
            records[i] = (ordinal, places[number], last[number]);
        }

        return new(before, records);
    }
}
