using System.Text.RegularExpressions;

namespace Plutora.Integration.Sdk.Http.Pagination;

internal static partial class LinkHeader
{
    /// <summary>The target of the link whose relations hold <c>next</c>.</summary>
    public static string? Next(string? header) => header is null
        ? null
        : Link().Matches(header)
            .Where(m => Relation().Match(m.Groups["parameters"].Value) is { Success: true } r
                && r.Groups["rel"].Value.Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase))
            .Select(m => m.Groups["target"].Value)
            .FirstOrDefault();

    [GeneratedRegex("""<(?<target>[^>]*)>(?<parameters>(?:\s*;\s*[^\s=;,]+\s*=\s*(?:"[^"]*"|[^\s;,]*))*)""")]
    private static partial Regex Link();

    [GeneratedRegex("""\brel\s*=\s*"?(?<rel>[^";,]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex Relation();
}
