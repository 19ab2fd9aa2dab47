using System.Globalization;

namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>When a tool may be asked again: Retry-After (RFC 9110) first, then the reset headers in use.</summary>
internal static class ResetHeaders
{
    private static readonly string[] Resets = ["x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"];
    private static readonly string[] Remainders = ["x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining"];

    // Above it a number is an instant in Unix seconds, below it a number of seconds: some tools send the one, some the other.
    private const long FirstInstant = 1_000_000_000;

    public static DateTimeOffset? RetryAt(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        if (headers.TryGetValue("retry-after", out var after))
        {
            return Seconds(after) is { } wait
                ? now + TimeSpan.FromSeconds(wait)
                : DateTimeOffset.TryParse(after, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        }

        foreach (var name in Resets)
        {
            if (headers.TryGetValue(name, out var text) && Seconds(text) is { } reset)
            {
                return reset >= FirstInstant ? DateTimeOffset.FromUnixTimeSeconds((long)reset) : now + TimeSpan.FromSeconds(reset);
            }
        }

        return null;
    }

    public static bool IsSpent(IReadOnlyDictionary<string, string> headers) =>
        headers.ContainsKey("retry-after") || Remainders.Any(name => headers.GetValueOrDefault(name) == "0");

    private static double? Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000 ? seconds : null;
}
