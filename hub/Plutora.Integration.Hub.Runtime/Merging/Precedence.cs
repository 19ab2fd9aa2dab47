using System.Numerics;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>Whose word counts most: a total order over the contributions to one entity, blind to when they arrived (rule 4 of state).</summary>
internal sealed class Precedence : IComparer<Contribution>
{
    public static Precedence Instance { get; } = new();

    // First the contribution whose word counts most.
    public int Compare(Contribution? x, Contribution? y)
    {
        if (x!.Mention != y!.Mention)
        {
            return x.Mention ? 1 : -1;
        }

        if (x.Era != y.Era)
        {
            return y.Era.CompareTo(x.Era);
        }

        // Records that the tool's clock stamps come before those that nothing orders, since the two clocks cannot be compared
        // (rule 19). All contributions to an entity come from its own instance, so from one tool.
        var (a, b) = (x.Stamp, y.Stamp);
        var newer = Nullable.Compare(b.Instant, a.Instant);
        if (newer != 0)
        {
            return newer;
        }

        if (x.StreamOrder != y.StreamOrder)
        {
            return x.StreamOrder.CompareTo(y.StreamOrder);
        }

        var sequence = Nullable.Compare(Sequence(b), Sequence(a));
        if (sequence != 0)
        {
            return sequence;
        }

        var ordered = b.OrderedAt.CompareTo(a.OrderedAt);
        if (ordered != 0 || x.Fetched != y.Fetched)
        {
            return ordered != 0 ? ordered : x.Fetched ? -1 : 1;
        }

        return string.CompareOrdinal(x.Stream + '/' + x.RawKey, y.Stream + '/' + y.RawKey);
    }

    /// <summary>Which of two mentions is kept, since one a stream is, the newest (rule 3); of two of one time, that of the greater text, so that the order of arrival says nothing.</summary>
    public static bool IsNewerMention(Contribution one, Contribution other)
    {
        var time = (one.Stamp.Time ?? one.Stamp.OrderedAt).CompareTo(other.Stamp.Time ?? other.Stamp.OrderedAt);
        return time != 0 ? time > 0 : string.CompareOrdinal(one.RawKey, other.RawKey) > 0;
    }

    /// <summary>Whether only the tool can tell which of two contributions holds: they tie, and it was not asked since the later of them came.</summary>
    public static bool IsOpen(Contribution known, Contribution arriving) =>
        Tie(known, arriving) && !(known.Fetched && known.Stamp.OrderedAt >= arriving.Stamp.OrderedAt) && !(arriving.Fetched && arriving.Stamp.OrderedAt >= known.Stamp.OrderedAt);

    /// <summary>Whether two contributions of one stream say different things under one version (rule 8).</summary>
    private static bool Tie(Contribution one, Contribution other) =>
        one.Stream == other.Stream && one.Era == other.Era && !one.Mention && !other.Mention && !one.Gone && !other.Gone
        && (one.Stamp.Instant is { } instant ? instant == other.Stamp.Instant
            : other.Stamp.Instant is null && Sequence(one.Stamp) == Sequence(other.Stamp) && (Sequence(one.Stamp) is not null || one.Stamp.OrderedAt == other.Stamp.OrderedAt))
        && one.Fields.Names.Any(name => one.Fields.TryGetValue(name, out var some) && other.Fields.TryGetValue(name, out var said) && !System.Text.Json.JsonElement.DeepEquals(some, said));

    private static BigInteger? Sequence(RecordStamp stamp) =>
        stamp.Instant is null && BigInteger.TryParse(stamp.Version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}
