using System.Globalization;
using System.Numerics;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>What the guard says of a record that arrives (rules 7, 8 and 15 of state).</summary>
public enum GuardVerdict
{
    /// <summary>It replaces what is known.</summary>
    Newer,

    /// <summary>The same content again: nothing changes.</summary>
    Repetition,

    /// <summary>An older version: it never overwrites.</summary>
    Older,

    /// <summary>The same version with other content, read or received later: it replaces what is known until the tool was asked again.</summary>
    TieLater,

    /// <summary>The same version with other content, read or received earlier: what is known stands until the tool was asked again.</summary>
    TieEarlier,
}

/// <summary>Decides whether a record replaces the one known under its key.</summary>
public static class VersionGuard
{
    /// <summary>Compares an arriving record with the known one.</summary>
    /// <param name="stream">The stream of both.</param>
    /// <param name="arriving">Stamp of the arriving one.</param>
    /// <param name="hash">Hash of its bytes.</param>
    /// <param name="deleted">Whether it tells that what it describes is gone.</param>
    /// <param name="era">How often its instance had been reset when it was read.</param>
    /// <param name="known">What stands.</param>
    /// <param name="fetched">Whether the tool was asked for it because versions tied: its answer is later than what was received in the moment of asking.</param>
    public static GuardVerdict Judge(StreamDescriptor stream, RecordStamp arriving, string hash, bool deleted, int era, RecordState known, bool fetched = false)
    {
        // What is read after a reset stands, whatever its version (rule 18).
        if (era != known.Era)
        {
            return era > known.Era ? GuardVerdict.Newer : GuardVerdict.Older;
        }

        var versions = Compare(stream, arriving.Version, known.Stamp.Version);
        if (versions != 0)
        {
            return versions > 0 ? GuardVerdict.Newer : GuardVerdict.Older;
        }

        if (deleted != known.Deleted)
        {
            return Deletion(arriving, deleted, known);
        }

        if (deleted || hash == known.Hash)
        {
            return GuardVerdict.Repetition;
        }

        // Where nothing orders versions, the order of asking is all there is; equal versions that differ are a tie whatever their order.
        var versioned = arriving.Version is not null && known.Stamp.Version is not null && stream.Versions is VersionOrder.Instant or VersionOrder.Sequence;
        return arriving.OrderedAt.CompareTo(known.Stamp.OrderedAt) switch
        {
            > 0 => versioned ? GuardVerdict.TieLater : GuardVerdict.Newer,
            < 0 => versioned ? GuardVerdict.TieEarlier : GuardVerdict.Older,
            _ => fetched || string.CompareOrdinal(hash, known.Hash) > 0 ? GuardVerdict.TieLater : GuardVerdict.TieEarlier,
        };
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

    /// <summary>The version as an instant at the stream's resolution, where the stream says that it is one.</summary>
    public static DateTimeOffset? InstantOf(StreamDescriptor stream, string? version) =>
        stream.Versions == VersionOrder.Instant && version is not null && ToInstant(version) is { } instant
            ? new DateTimeOffset(Truncate(instant, stream.VersionResolution) * (stream.VersionResolution > TimeSpan.Zero ? stream.VersionResolution.Ticks : 1), TimeSpan.Zero)
            : null;

    // A deletion with a version is undone by a newer one alone; one without, or inferred, by anything read or received after it (rule 15).
    private static GuardVerdict Deletion(RecordStamp arriving, bool deleted, RecordState known)
    {
        var deletion = deleted ? arriving : known.Stamp;
        var stands = deletion.Version is not null || (deleted ? arriving.OrderedAt >= known.Stamp.OrderedAt : arriving.OrderedAt <= known.Stamp.OrderedAt);
        return stands == deleted ? GuardVerdict.Newer : GuardVerdict.Older;
    }

    // Most tools write it in this one form, which is read several times faster than any.
    private static DateTimeOffset? ToInstant(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var usual) ? usual
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;

    private static BigInteger? ToNumber(string text) => BigInteger.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long Truncate(DateTimeOffset instant, TimeSpan resolution) => resolution > TimeSpan.Zero ? instant.UtcTicks / resolution.Ticks : instant.UtcTicks;
}
