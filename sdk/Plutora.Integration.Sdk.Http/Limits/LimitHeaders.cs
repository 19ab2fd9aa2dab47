using System.Globalization;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>What a tool's headers tell of its limits: when it may be asked again (Retry-After of RFC 9110 first, then the reset headers in use), and how many requests are left.</summary>
/// <param name="limit">A header of the tool's own that tells how many requests the limit allows; null for the usual ones alone.</param>
/// <param name="remaining">A header of the tool's own that tells how many requests are left; null for the usual ones alone.</param>
/// <param name="reset">A header of the tool's own that tells when the limit is restored; null for the usual ones alone.</param>
internal sealed class LimitHeaders(string? limit, string? remaining, string? reset)
{
    private const int LongestName = 60;

    // Above it a number is an instant in Unix seconds, below it a number of seconds: some tools send the one, some the other, and some a date.
    private const long FirstInstant = 1_000_000_000;

    private static readonly string[] Names = ["x-ratelimit-resource", "ratelimit-name", "x-ratelimit-rule"];
    private readonly string[] _limits = [.. Own(limit), "x-ratelimit-limit", "ratelimit-limit", "x-rate-limit-limit"];
    private readonly string[] _resets = [.. Own(reset), "x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"];
    private readonly string[] _remainders = [.. Own(remaining), "x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining"];

    public DateTimeOffset? RetryAt(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        if (headers.TryGetValue("retry-after", out var after))
        {
            return Seconds(after) is { } wait
                ? now + TimeSpan.FromSeconds(wait)
                : DateTimeOffset.TryParse(after, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        }

        return First(_resets, headers, text => Reset(text, now));
    }

    public bool IsSpent(IReadOnlyDictionary<string, string> headers) =>
        headers.ContainsKey("retry-after") || _remainders.Any(name => headers.GetValueOrDefault(name) == "0");

    /// <summary>The limit that an answer tells of; null where it tells of none.</summary>
    public RateLimit? Told(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        var (most, left) = (First(_limits, headers, Count), First(_remainders, headers, Count));
        return most is null && left is null ? null : new(Name(headers), most, left, First(_resets, headers, text => Reset(text, now)), now);
    }

    private static T? First<T>(string[] names, IReadOnlyDictionary<string, string> headers, Func<string, T?> read)
        where T : struct => names.Select(name => headers.TryGetValue(name, out var text) ? read(text) : null).FirstOrDefault(found => found is not null);

    private static string? Name(IReadOnlyDictionary<string, string> headers) =>
        Names.Select(headers.GetValueOrDefault).FirstOrDefault(name => name is { Length: > 0 and <= LongestName });

    // Some tools write the windows of the limit behind the number: "100, 100;w=60".
    private static long? Count(string text)
    {
        var end = text.AsSpan().IndexOfAny(",; ");
        return long.TryParse(end < 0 ? text : text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
    }

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
