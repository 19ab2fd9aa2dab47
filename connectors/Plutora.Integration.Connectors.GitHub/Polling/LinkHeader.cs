using System.Text.RegularExpressions;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Reads the Link header (RFC 8288) as far as paging needs it.</summary>
internal static partial class LinkHeader
{
    /// <summary>The address with relation <c>next</c>; null when there is none.</summary>
    public static Uri? Next(string? header) =>
        header is not null && NextLink().Match(header) is { Success: true } match && Uri.TryCreate(match.Groups[1].Value, UriKind.Absolute, out var next)
            ? next
            : null;

    [GeneratedRegex("<([^>]+)>\\s*;[^,<]*\\brel=\"?next\\b")]
    private static partial Regex NextLink();
}
