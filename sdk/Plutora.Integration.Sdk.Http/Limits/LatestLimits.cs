using System.Collections.Concurrent;
using Plutora.Integration.Sdk.Connectors;

namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>What a tool said last of each of its limits. Shared as source with connectors that have a client of their own.</summary>
internal sealed class LatestLimits
{
    /// <summary>Limits that are remembered: a tool that gives every answer's limit a name of its own must not fill the memory.</summary>
    public const int Most = 20;

    private readonly ConcurrentDictionary<string, RateLimit> _byName = new(StringComparer.Ordinal);

    /// <summary>All, by name.</summary>
    public IReadOnlyList<RateLimit> All => [.. _byName.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Value)];

    /// <summary>How many the tool named.</summary>
    public int Count => _byName.Count;

    /// <summary>Takes what an answer tells.</summary>
    /// <returns>False where it names one limit too many.</returns>
    public bool Take(RateLimit told)
    {
        var name = told.Name ?? "";
        if (!_byName.ContainsKey(name) && _byName.Count >= Most)
        {
            return false;
        }

        _byName[name] = told;
        return true;
    }
}
