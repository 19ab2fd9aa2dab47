using System.Globalization;
using System.Numerics;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>What the guard says of a record that arrives (rules 7 and 8 of state).</summary>
public enum GuardVerdict
{
    /// <summary>It replaces what is known.</summary>
    Newer,

    /// <summary>The same content again: nothing changes.</summary>
    Repetition,

    /// <summary>An older version: it never overwrites.</summary>
    Older,
}

/// <summary>Decides whether a record replaces the one known under its key.</summary>
public static class VersionGuard
{
    /// <summary>Compares an arriving record with the known one.</summary>
    public static GuardVerdict Judge(StreamDescriptor stream, RecordStamp arriving, string arrivingHash, RecordStamp known, string knownHash)
    {
        var versions = Compare(stream, arriving.Version, known.Version);
        if (versions != 0)
        {
            return versions > 0 ? GuardVerdict.Newer : GuardVerdict.Older;
        }

        if (arrivingHash == knownHash)
        {
            return GuardVerdict.Repetition;
        }

        return arriving.OrderedAt >= known.OrderedAt ? GuardVerdict.Newer : GuardVerdict.Older;
    }

    /// <summary>The order of two versions: positive when the first is newer, zero when they tie or one is missing.</summary>
    public static int Compare(StreamDescriptor stream, string? first, string? second)
    {
        if (first is null || second is null)
        {
            return 0;
        }

        return stream.Versions switch
        {
            VersionOrder.Instant when ToInstant(first) is { } a && ToInstant(second) is { } b => Truncate(a, stream.VersionResolution).CompareTo(Truncate(b, stream.VersionResolution)),
            VersionOrder.Sequence when ToNumber(first) is { } a && ToNumber(second) is { } b => a.CompareTo(b),
            _ => 0,
        };
    }

    /// <summary>The version as an instant, where the stream says that it is one.</summary>
    public static DateTimeOffset? InstantOf(StreamDescriptor stream, string? version) =>
        stream.Versions == VersionOrder.Instant && version is not null ? ToInstant(version) : null;

    private static DateTimeOffset? ToInstant(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;

    private static BigInteger? ToNumber(string text) => BigInteger.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long Truncate(DateTimeOffset instant, TimeSpan resolution) => resolution > TimeSpan.Zero ? instant.UtcTicks / resolution.Ticks : instant.UtcTicks;
}
