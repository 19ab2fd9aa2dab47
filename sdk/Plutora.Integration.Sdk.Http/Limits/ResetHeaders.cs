using System.Globalization;

namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>When a tool may be asked again: Retry-After (RFC 9110) first, then the reset headers in use.</summary>
/// <param name="remaining">A header of the tool's own that tells how many requests are left; null for the usual ones alone.</param>
/// <param name="reset">A header of the tool's own that tells when the limit is restored; null for the usual ones alone.</param>
internal sealed class ResetHeaders(string? remaining, string? reset)
{
    private readonly string[] _resets = [.. Own(reset), "x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"];
    private readonly string[] _remainders = [.. Own(remaining), "x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining"];

    // Above it a number is an instant in Unix seconds, below it a number of seconds: some tools send the one, some the other, and some a date.
    private const long FirstInstant = 1_000_000_000;

    public DateTimeOffset? RetryAt(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        if (headers.TryGetValue("retry-after", out var after))
        {
            return Seconds(after) is { } wait
                ? now + TimeSpan.FromSeconds(wait)
                : DateTimeOffset.TryParse(after, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        }

        foreach (var name in _resets)
        {
            if (headers.TryGetValue(name, out var text) && Reset(text, now) is { } at)
            {
                return at;
            }
        }

        return null;
    }

    public bool IsSpent(IReadOnlyDictionary<string, string> headers) =>
        headers.ContainsKey("retry-after") || _remainders.Any(name => headers.GetValueOrDefault(name) == "0");

    private static DateTimeOffset? Reset(string text, DateTimeOffset now) => Seconds(text) switch
    {
        >= FirstInstant and var at => DateTimeOffset.FromUnixTimeSeconds((long)at),
        { } wait => now + TimeSpan.FromSeconds(wait),
        null => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
    };

    private static string[] Own(string? header) => header is null ? [] : [header.ToLowerInvariant()];

    private static double? Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000 ? seconds : null;
}
