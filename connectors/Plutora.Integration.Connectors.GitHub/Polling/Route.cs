namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Where a stream, or the parents of its records, are listed. Lists with a stamp come newest first and end at the bound.</summary>
/// <param name="Path">Path under the repository, with its fixed parameters.</param>
/// <param name="Items">Member that holds the list; null when the answer is the list.</param>
/// <param name="Stamp">Instant by which the list is sorted; null when it is read whole each time.</param>
internal sealed record Route(string Path, string? Items = null, string? Stamp = null)
{
    /// <summary>True when the API bounds the list itself by the parameter <c>since</c>.</summary>
    public bool Since { get; init; }

    /// <summary>How long a listed thing may still change although its stamp stays.</summary>
    public TimeSpan Lookback { get; init; }

    /// <summary>Lists the records of each listed thing; null when the listed things are the records.</summary>
    public ChildRoute? Child { get; init; }
}

/// <summary>Where the records of one listed thing are.</summary>
/// <param name="Path">Path under the repository; <c>{…}</c> stands for a member of the listed thing.</param>
/// <param name="Items">Member that holds the list; null when the answer is the list.</param>
internal sealed record ChildRoute(string Path, string? Items = null);
