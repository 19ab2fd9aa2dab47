namespace Plutora.Integration.Hub.Runtime.Records.Privacy;

/// <summary>What of an instance's records is not stored as the tool told it. Paths as in <see cref="PrivacyPath"/>.</summary>
public sealed record PrivacySettings
{
    /// <summary>Values that are left out, together with what they hold.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Values that are replaced by their key as a person; in an object or list each text and number that it holds.</summary>
    public IReadOnlyList<string> Hash { get; init; } = [];

    /// <summary>True when there is no rule.</summary>
    internal bool IsEmpty => Drop.Count == 0 && Hash.Count == 0;
}
