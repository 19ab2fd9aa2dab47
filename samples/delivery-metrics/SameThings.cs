namespace Acme.DeliveryMetrics;

/// <summary>Gives one name to what several tools have of one thing: the smallest id of all that links say are the same.</summary>
internal sealed class SameThings
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public SameThings(IEnumerable<(string One, string Other)> links)
    {
        foreach (var (one, other) in links)
        {
            var (a, b) = (Of(one), Of(other));
            if (a != b) _names[string.CompareOrdinal(a, b) < 0 ? b : a] = string.CompareOrdinal(a, b) < 0 ? a : b;
        }
    }

    public string Of(string thing)
    {
        while (_names.TryGetValue(thing, out var name)) thing = name;
        return thing;
    }
}
