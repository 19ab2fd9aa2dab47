using System.Collections.Concurrent;
using System.Globalization;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>Remembers what a tool said last of each of its limits.</summary>
internal sealed class ToldLimits(LimitHeaders headers)
{
    // A tool that gives every answer's limit a name of its own must not fill the memory.
    private const int Most = 20;

    // A tool whose clock is far off must not keep us away: what it says of a later moment is tried, and refused if it was meant.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, RateLimit> _byName = new(StringComparer.Ordinal);

    public IReadOnlyList<RateLimit> All => [.. _byName.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Value)];

    /// <summary>Spares the tool a request that it would refuse: it said that none is left until a moment that has not come. Of limits with names nobody can tell which one the next request counts to.</summary>
    public void Heed(DateTimeOffset now)
    {
        if (_byName.GetValueOrDefault("") is { Remaining: 0, ResetAt: { } reset } told && reset > now && reset - now <= LongestWait)
        {
            var most = told.Limit is { } limit ? string.Create(CultureInfo.InvariantCulture, $" of {limit} requests") : " of requests";
            throw ConnectorException.RateLimited($"The tool said that its limit{most} is spent.", reset);
        }
    }

    public void Take(IReadOnlyDictionary<string, string> answer, DateTimeOffset now)
    {
        if (headers.Told(answer, now) is { } told && (told.Name ?? "") is var name && (_byName.ContainsKey(name) || _byName.Count < Most))
        {
            _byName[name] = told;
        }
    }
}
