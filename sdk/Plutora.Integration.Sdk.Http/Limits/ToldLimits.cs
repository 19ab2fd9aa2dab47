using System.Collections.Concurrent;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>Remembers what a tool said last of each of its limits.</summary>
internal sealed class ToldLimits(LimitHeaders headers)
{
    // A tool that gives every answer's limit a name of its own must not fill the memory.
    private const int Most = 20;
    private readonly ConcurrentDictionary<string, RateLimit> _byName = new(StringComparer.Ordinal);

    public IReadOnlyList<RateLimit> All => [.. _byName.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Value)];

    public void Take(IReadOnlyDictionary<string, string> answer, DateTimeOffset now)
    {
        if (headers.Told(answer, now) is { } told && (told.Name ?? "") is var name && (_byName.ContainsKey(name) || _byName.Count < Most))
        {
            _byName[name] = told;
        }
    }
}
