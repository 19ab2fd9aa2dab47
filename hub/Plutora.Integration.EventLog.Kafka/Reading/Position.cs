using System.Buffers.Text;
using System.Globalization;

namespace Plutora.Integration.EventLog.Kafka.Reading;

/// <summary>A partition in a position: its topic's mark and its number.</summary>
internal readonly record struct Place(ulong Topic, int Partition);

/// <summary>
/// How far a read has come: the next offset of each partition it has touched (one that it does not list is begun at its first record), and where to go on.
/// </summary>
internal sealed record Position(IReadOnlyDictionary<Place, long> Offsets, Place? Cursor)
{
    public static Position Start { get; } = new(new Dictionary<Place, long>(), null);

    /// <summary>What was read of the log that this one is a copy of, where that is no beginning of a partition here; null: nothing such is ahead.</summary>
    public PositionRest? Rest { get; init; }

    /// <summary>The position beside stretches that need not be read again.</summary>
    public Position Skipped()
    {
        if (Rest is not { } rest) return this;
        var offsets = new Dictionary<Place, long>(Offsets);
        var ahead = new Dictionary<Place, IReadOnlyList<(long From, long To)>>();
        foreach (var (place, read) in rest.Read)
        {
            var at = offsets.GetValueOrDefault(place);
            foreach (var (from, to) in read)
                if (at >= from && at < to) at = to;
            if (at > 0) offsets[place] = at;
            if (read.Any(stretch => stretch.From > at)) ahead[place] = read;
        }

        return new(offsets, Cursor) { Rest = ahead.Count == 0 ? null : rest with { Read = ahead } };
    }

    /// <summary>Where the stretch that begins at an offset ends at the latest.</summary>
    public long Until(Place place, long from, long end)
    {
        if (Rest is not null && Rest.Read.TryGetValue(place, out var read))
            foreach (var stretch in read)
                if (stretch.From > from && stretch.From < end) return stretch.From;
        return end;
    }
}

/// <summary>What was read of another log before a copy.</summary>
/// <param name="Vector">The position there, as text.</param>
/// <param name="Read">Stretches of partitions here that hold what was read, in order.</param>
internal sealed record PositionRest(string Vector, IReadOnlyDictionary<Place, IReadOnlyList<(long From, long To)>> Read);

/// <summary>Positions of the log that this one is a copy of.</summary>
internal interface IForeignPositions
{
    /// <summary>Name of that log.</summary>
    string Source { get; }

    /// <summary>Where a position of that log is here; null when it is none.</summary>
    /// <param name="text">The position, without the log's name.</param>
    Position? Translate(string text);
}

/// <summary>
/// Positions as text: the log's name, a vector of offsets, and after it the one partition that differs from it. So the records of a page share their vector's text.
/// A position grows with the partitions that a read covers: about 5 bytes each. In a copy, what was read before it and is no beginning here stands behind a tilde.
/// </summary>
internal sealed class KafkaPositions(string logName, IForeignPositions? copied = null)
{
    private const char RestMark = '~';

    private readonly string prefix = logName + ".";

    /// <summary>The text of a vector, to which <see cref="Write(string, Place, long, PositionRest?)"/> adds a place.</summary>
    public string Vector(IReadOnlyDictionary<Place, long> offsets) => prefix + Encode(offsets);

    /// <summary>A vector without the log's name.</summary>
    public static string Encode(IReadOnlyDictionary<Place, long> offsets)
    {
        var bytes = new List<byte>(16 + (offsets.Count * 5));
        foreach (var topic in offsets.GroupBy(each => each.Key.Topic, each => (each.Key.Partition, Offset: each.Value)).OrderBy(topic => topic.Key))
        {
            bytes.AddRange(BitConverter.GetBytes(topic.Key));
            var numbers = topic.ToDictionary(each => each.Partition, each => each.Offset);
            var count = numbers.Keys.Max() + 1;
            Number(bytes, count);
            for (var number = 0; number < count; number++) Number(bytes, numbers.GetValueOrDefault(number));
        }

        return Base64Url.EncodeToString(bytes.ToArray());
    }

    public static LogPosition Write(string vector, Place place, long offset, PositionRest? rest = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{vector}.{place.Topic:x}.{place.Partition}.{offset}{Text(rest)}"));

    public LogPosition Write(Place place, long offset) => Write(prefix, place, offset);

    public LogPosition Write(Position position) => position.Cursor is { } cursor
        ? Write(Vector(position.Offsets), cursor, position.Offsets.GetValueOrDefault(cursor), position.Rest)
        : new(Vector(position.Offsets) + Text(position.Rest));

    /// <summary>Reads a position of this log.</summary>
    /// <exception cref="LogException"><see cref="LogError.ForeignPosition"/>.</exception>
    public Position Read(LogPosition position)
    {
        var text = position.Value ?? "";
        if (text.Length > 400_000) throw Foreign(position);
        if (copied is not null && text.StartsWith(copied.Source, StringComparison.Ordinal) && text.AsSpan(copied.Source.Length).StartsWith(".") && copied.Translate(text[(copied.Source.Length + 1)..]) is { } translated) return translated;
        if (!text.StartsWith(prefix, StringComparison.Ordinal)) throw Foreign(position);
        var parts = text[prefix.Length..].Split(RestMark);
        if (parts.Length > 2 || !TryParse(parts[0], out var own)) throw Foreign(position);
        if (parts.Length == 1) return own;
        return copied?.Translate(parts[1]) is { } before ? (own with { Rest = before.Rest }).Skipped() : throw Foreign(position);
    }

    /// <summary>Reads a position without the log's name.</summary>
    public static bool TryParse(string text, out Position position)
    {
        position = Position.Start;
        var parts = text.Split('.');
        var offsets = new Dictionary<Place, long>();
        if (!TryReadVector(parts[0], offsets)) return false;
        position = new(offsets, null);
        if (parts.Length == 1) return true;
        if (parts.Length != 4 || !ulong.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var topic)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return false;
        var cursor = new Place(topic, partition);
        offsets[cursor] = offset;
        position = new(offsets, cursor);
        return true;
    }

    private static string Text(PositionRest? rest) => rest is null ? "" : RestMark + rest.Vector;

    public LogException Foreign(LogPosition position) => new(LogError.ForeignPosition,
        $"'{Shown(position.Value ?? "")}' is no position of this log ('{logName}'): it comes from another log, or from before a restore. Begin at 'earliest' or 'latest', or translate it by the map of the copy.");

    private static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "…";

    private static bool TryReadVector(string text, Dictionary<Place, long> offsets)
    {
        byte[] bytes;
        try
        {
            bytes = Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return false;
        }

        for (var at = 0; at < bytes.Length;)
        {
            if (bytes.Length - at < 8) return false;
            var topic = BitConverter.ToUInt64(bytes, at);
            at += 8;
            if (!TryNumber(bytes, ref at, out var count) || count > 10_000) return false;
            for (var number = 0; number < count; number++)
            {
                if (!TryNumber(bytes, ref at, out var offset)) return false;
                if (offset > 0) offsets[new(topic, number)] = offset;
            }
        }

        return true;
    }

    private static void Number(List<byte> bytes, long number)
    {
        for (; number >= 0x80; number >>= 7) bytes.Add((byte)(number | 0x80));
        bytes.Add((byte)number);
    }

    private static bool TryNumber(byte[] bytes, ref int at, out long number)
    {
        number = 0;
        for (var shift = 0; shift < 63 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            number |= (long)(next & 0x7f) << shift;
            if (next < 0x80) return number >= 0;
        }

        return false;
    }
}
