using System.Text.RegularExpressions;
using Plutora.Integration.Sdk.Http;

namespace Plutora.Integration.Connectors.Jenkins.Api;

/// <summary>What a Jenkins wants with each change, against forged requests.</summary>
/// <param name="Field">Name of the header.</param>
/// <param name="Value">The crumb.</param>
/// <param name="Cookies">The session that newer servers bind the crumb to (2.176.2 and later); null on older ones.</param>
internal sealed partial record Crumb(string Field, string Value, string? Cookies)
{
    /// <summary>Reads the answer of the crumb issuer.</summary>
    public static Crumb? From(HttpToolResponse answer, string path)
    {
        using var document = ToolJson.ParseObject(answer.Body, path);
        return document.RootElement.Text("crumbRequestField") is { Length: > 0 } field && document.RootElement.Text("crumb") is { Length: > 0 } value
            ? new(field, value, Session(answer.Headers.GetValueOrDefault("set-cookie")))
            : null;
    }

    // Several cookies come joined by a comma, which dates within them hold too; a name is what stands before '=' without a blank.
    private static string? Session(string? cookies) => cookies is null || Cookie().Matches(cookies) is not { Count: > 0 } found
        ? null
        : string.Join("; ", found.Select(cookie => cookie.Groups["pair"].Value));

    [GeneratedRegex(@"(?:^|,\s*)(?<pair>[^=;,\s]+=[^;,\s]*)")]
    private static partial Regex Cookie();
}
