namespace Plutora.Integration.Jsonata.Values;

/// <summary>An array. A sequence is what a path yields: one item of it stands for itself.</summary>
internal sealed class ArrayValue
{
    private JsonataValue[] _items;

    public ArrayValue(int capacity = 0) => _items = capacity == 0 ? [] : new JsonataValue[capacity];

    /// <summary>An array of one item.</summary>
    public ArrayValue(JsonataValue only)
    {
        _items = [only];
        Count = 1;
    }

    /// <summary>An array over items that the caller hands over.</summary>
    public ArrayValue(JsonataValue[] items)
    {
        _items = items;
        Count = items.Length;
    }

    public int Count { get; private set; }

    /// <summary>True for the result of a path: it dissolves when it holds one item.</summary>
    public bool IsSequence { get; init; }

    /// <summary>True where <c>[]</c> asks for an array even of one item.</summary>
    public bool KeepSingleton { get; set; }

    /// <summary>True for an array constructed within a path, which stays one value.</summary>
    public bool IsConstructed { get; set; }

    /// <summary>True for the sequence that stands around an input that is itself an array.</summary>
    public bool IsOuterWrapper { get; init; }

    /// <summary>True for rows of bound variables, which paths with <c>@</c>, <c>#</c> or <c>%</c> pass on.</summary>
    public bool IsTupleStream { get; init; }

    public ReadOnlySpan<JsonataValue> Items => _items.AsSpan(0, Count);

    public JsonataValue this[int index]
    {
        get => Items[index];
        set => _items.AsSpan(0, Count)[index] = value;
    }

    public static ArrayValue Sequence(int capacity = 0) => new(capacity) { IsSequence = true };

    public static ArrayValue SequenceOf(JsonataValue only) => new(only) { IsSequence = true };

    public void Add(JsonataValue item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(4, Count * 2));
        }

        _items[Count++] = item;
    }

    public void AddRange(ReadOnlySpan<JsonataValue> items)
    {
        if (Count + items.Length > _items.Length)
        {
            Array.Resize(ref _items, Math.Max(Count + items.Length, Count * 2));
        }

        items.CopyTo(_items.AsSpan(Count));
        Count += items.Length;
    }

    public IEnumerable<JsonataValue> Enumerate()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return _items[index];
        }
    }
}
