using System.Globalization;

namespace Plutora.Integration.Jsonata.Values;

/// <summary>
/// An object. Members stand in the order in which they came, but names that are array indexes come first and ascend, as in JavaScript, where the
/// language's order of members is defined.
/// </summary>
internal sealed class ObjectValue(int capacity = 4)
{
    private const int LargestWithoutIndex = 12;

    private string[] _names = new string[capacity];
    private JsonataValue[] _values = new JsonataValue[capacity];
    private int _numeric;
    private Dictionary<string, int>? _index;

    public int Count { get; private set; }

    public ReadOnlySpan<string> Names => _names.AsSpan(0, Count);

    public ReadOnlySpan<JsonataValue> Values => _values.AsSpan(0, Count);

    public JsonataValue Get(string name) => IndexOf(name) is var at && at >= 0 ? _values[at] : default;

    public int IndexOf(string name)
    {
        if (Count > LargestWithoutIndex)
        {
            return (_index ??= Indexed()).TryGetValue(name, out var found) ? found : -1;
        }

        var names = _names;
        for (var at = 0; at < Count; at++)
        {
            if (string.Equals(names[at], name))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Sets a member; a name that is there keeps its place.</summary>
    public void Set(string name, JsonataValue value)
    {
        var at = IndexOf(name);
        if (at >= 0)
        {
            _values[at] = value;
            return;
        }

        if (Count == _names.Length)
        {
            Array.Resize(ref _names, Math.Max(4, Count * 2));
            Array.Resize(ref _values, _names.Length);
        }

        at = Count;
        if (TryIndex(name, out var number))
        {
            at = PlaceOf(number);
            if (at < Count)
            {
                Array.Copy(_names, at, _names, at + 1, Count - at);
                Array.Copy(_values, at, _values, at + 1, Count - at);
                _index = null;
            }

            _numeric++;
        }

        (_names[at], _values[at]) = (name, value);
        Count++;
        _index?.Add(name, at);
    }

    public void Remove(string name)
    {
        var at = IndexOf(name);
        if (at < 0)
        {
            return;
        }

        Count--;
        _numeric -= at < _numeric ? 1 : 0;
        Array.Copy(_names, at + 1, _names, at, Count - at);
        Array.Copy(_values, at + 1, _values, at, Count - at);
        _index = null;
    }

    public IEnumerable<KeyValuePair<string, JsonataValue>> Enumerate()
    {
        for (var at = 0; at < Count; at++)
        {
            yield return new(_names[at], _values[at]);
        }
    }

    private Dictionary<string, int> Indexed()
    {
        var index = new Dictionary<string, int>(Count, StringComparer.Ordinal);
        for (var at = 0; at < Count; at++)
        {
            index.Add(_names[at], at);
        }

        return index;
    }

    private int PlaceOf(uint number)
    {
        var at = _numeric;
        while (at > 0 && uint.Parse(_names[at - 1], CultureInfo.InvariantCulture) > number)
        {
            at--;
        }

        return at;
    }

    /// <summary>Whether the name is an array index as JavaScript writes it.</summary>
    private static bool TryIndex(string name, out uint number)
    {
        number = 0;
        return name.Length is > 0 and <= 10 && char.IsAsciiDigit(name[0]) && (name.Length == 1 || name[0] != '0')
            && uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number != uint.MaxValue;
    }
}
