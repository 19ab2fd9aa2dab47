using System.Collections;

namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>A list that keeps its first items up to a bound and counts the others, so that no file can make a record without end.</summary>
internal sealed class Capped<T>(int bound = 500) : IReadOnlyCollection<T>
{
    private readonly List<T> _items = [];

    public int Count => _items.Count;

    /// <summary>Items beyond the bound.</summary>
    public long LeftOut { get; private set; }

    public void Add(T item)
    {
        if (_items.Count < bound)
        {
            _items.Add(item);
        }
        else
        {
            LeftOut++;
        }
    }

    public void AddRange(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            Add(item);
        }
    }

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
