namespace Plutora.Integration.EventLog;

/// <summary>Chooses topics: by exact names, by prefixes of names, or by both.</summary>
public sealed record TopicFilter
{
    private TopicFilter(IReadOnlyList<string> names, IReadOnlyList<string> prefixes) => (Names, Prefixes) = (names, prefixes);

    /// <summary>The exact names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The prefixes.</summary>
    public IReadOnlyList<string> Prefixes { get; }

    /// <summary>These topics.</summary>
    public static TopicFilter Exact(params IReadOnlyList<string> names) =>
        names.Count > 0 ? new([.. names.Distinct(StringComparer.Ordinal)], []) : throw new ArgumentException("Name at least one topic.", nameof(names));

    /// <summary>All topics whose name begins with <paramref name="prefix"/>, such as <c>raw.</c>; the empty prefix means all.</summary>
    public static TopicFilter Prefix(string prefix) => new([], [prefix]);

    /// <summary>What this filter or the other chooses.</summary>
    public TopicFilter Or(TopicFilter other) =>
        new([.. Names.Union(other.Names, StringComparer.Ordinal)], [.. Prefixes.Union(other.Prefixes, StringComparer.Ordinal)]);

    /// <summary>Whether a topic is chosen.</summary>
    public bool Matches(string topic) =>
        Names.Contains(topic, StringComparer.Ordinal) || Prefixes.Any(prefix => topic.StartsWith(prefix, StringComparison.Ordinal));

    /// <inheritdoc/>
    public bool Equals(TopicFilter? other) => other is not null && Same(Names, other.Names) && Same(Prefixes, other.Prefixes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Names.Count, Prefixes.Count);

    /// <summary>Names, and prefixes with a star behind them, by comma.</summary>
    public override string ToString() => string.Join(", ", Names.Concat(Prefixes.Select(prefix => prefix + "*")));

    private static bool Same(IReadOnlyList<string> some, IReadOnlyList<string> others) => some.Count == others.Count && !some.Except(others, StringComparer.Ordinal).Any();
}
