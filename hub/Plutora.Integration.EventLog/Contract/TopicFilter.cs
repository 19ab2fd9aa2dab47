namespace Plutora.Integration.EventLog;

/// <summary>Chooses topics: an exact list, or all whose name begins with a prefix.</summary>
public sealed record TopicFilter
{
    private TopicFilter(IReadOnlyList<string> names, string? prefix) => (Names, StartsWith) = (names, prefix);

    /// <summary>The exact names; empty when the filter is a prefix.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The prefix, or null when the filter is a list.</summary>
    public string? StartsWith { get; }

    /// <summary>These topics.</summary>
    public static TopicFilter Exact(params IReadOnlyList<string> names) =>
        names.Count > 0 ? new([.. names.Distinct(StringComparer.Ordinal)], null) : throw new ArgumentException("Name at least one topic.", nameof(names));

    /// <summary>All topics whose name begins with <paramref name="prefix"/>, such as <c>raw.</c>; the empty prefix means all.</summary>
    public static TopicFilter Prefix(string prefix) => new([], prefix);

    /// <summary>Whether a topic is chosen.</summary>
    public bool Matches(string topic) =>
        StartsWith is { } prefix ? topic.StartsWith(prefix, StringComparison.Ordinal) : Names.Contains(topic, StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool Equals(TopicFilter? other) =>
        other is not null && StartsWith == other.StartsWith && Names.Count == other.Names.Count && Names.All(other.Matches);

    /// <inheritdoc/>
    public override int GetHashCode() => StartsWith is { } prefix ? prefix.GetHashCode(StringComparison.Ordinal) : Names.Count;

    /// <inheritdoc/>
    public override string ToString() => StartsWith is { } prefix ? prefix + "*" : string.Join(", ", Names);
}
