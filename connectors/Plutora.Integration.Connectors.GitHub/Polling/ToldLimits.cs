using System.Collections.Concurrent;
using System.Globalization;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Remembers what GitHub said last of each of its limits: <c>core</c>, <c>search</c> and whatever else an answer counts against.</summary>
internal sealed class ToldLimits
{
    // GitHub knows about a dozen; what a server in its place invents must not fill the memory.
    private const int Most = 20;
    private readonly ConcurrentDictionary<string, RateLimit> _byName = new(StringComparer.Ordinal);

    public IReadOnlyList<RateLimit> All => [.. _byName.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Value)];

    /// <param name="header">A header of the answer by its name; null where it has none.</param>
    /// <param name="now">When it came.</param>
    public void Take(Func<string, string?> header, DateTimeOffset now)
    {
        if (Number(header("x-ratelimit-remaining")) is not { } remaining)
        {
            return;
        }

        var name = header("x-ratelimit-resource");
        if (_byName.ContainsKey(name ?? "") || _byName.Count < Most)
        {
            var reset = Number(header("x-ratelimit-reset")) is { } seconds and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
            _byName[name ?? ""] = new(name, Number(header("x-ratelimit-limit")), remaining, reset, now);
        }
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
