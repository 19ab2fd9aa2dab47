using System.Globalization;

namespace Plutora.Integration.Jsonata.Values;

/// <summary>
/// An object. Members stand in the order in which they came, but names that are array indexes come first and ascend, as in JavaScript, where the
/// language's order of members is defined.
/// </summary>
internal sealed class ObjectValue
{
    private const int LargestWithoutIndex = 48;

    private string[] _names;
    private JsonataValue[] _values;
    private bool _sharesNames;
    private int _numeric;
    private Dictionary<string, int>? _index;

    public ObjectValue(int capacity = 4) => (_names, _values) = (new string[capacity], new JsonataValue[capacity]);

    /// <summary>An object whose members mostly come as those of one before it, and then has its names.</summary>
    /// <param name="names">What <see cref="ShareNames"/> of the one before it gave.</param>
    public ObjectValue(string[] names) => (_names, _values, _sharesNames) = (names, new JsonataValue[names.Length], true);

    public int Count { get; private set; }

    /// <summary>True where the object has members that were not read, since nothing looks at them.</summary>
    public bool HasMore { get; set; }

    public ReadOnlySpan<string> Names => _names.AsSpan(0, Count);

    public ReadOnlySpan<JsonataValue> Values => _values.AsSpan(0, Count);

    public JsonataValue Get(string name) => IndexOf(name) is var at && at >= 0 ? _values[at] : default;

    /// <summary>A member that is looked for at the place where it was last in an object like this, and then everywhere.</summary>
    public JsonataValue Get(string name, ref int place)
    {
        // Read once: threads that evaluate one expression share the place, and it may be another's by the next look.
        var known = Volatile.Read(ref place);
        if ((uint)known < (uint)Count && string.Equals(_names[known], name))
        {
            return _values[known];
        }

        var at = IndexOf(name);
        if (at < 0)
        {
            return default;
        }

        place = at;
        return _values[at];
    }

    public int IndexOf(string name)
    {
        if (Count > LargestWithoutIndex)
        {
            return (_index ??= Indexed()).TryGetValue(name, out var found) ? found : -1;
        }

        var names = _names.AsSpan(0, Count);
        for (var at = 0; at < names.Length; at++)
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

        OwnNames();
        Grow();
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

    /// <summary>Adds a member whose name is known not to be there, nor to be an array index.</summary>
    public void Append(string name, JsonataValue value)
    {
        if (!_sharesNames || Count == _names.Length || !ReferenceEquals(_names[Count], name))
        {
            OwnNames();
            Grow();
            _names[Count] = name;
        }

        _values[Count++] = value;
        _index?.Add(name, Count - 1);
    }

    public void Remove(string name)
    {
        var at = IndexOf(name);
        if (at < 0)
        {
            return;
        }

        OwnNames();
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

    /// <summary>Gives the names, with room behind them, to others that mostly have the same; from now on they are copied before one changes.</summary>
    public string[] ShareNames()
    {
        _sharesNames = true;
        return _names;
    }

    private void OwnNames()
    {
        if (_sharesNames)
        {
            (_names, _sharesNames) = ([.. _names], false);
        }
    }

    private void Grow()
    {
        if (Count == _names.Length)
        {
            Array.Resize(ref _names, Math.Max(4, Count * 2));
            Array.Resize(ref _values, _names.Length);
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

    /// <summary>Whether the name is an array index as JavaScript writes it, and so has a place of its own in the order.</summary>
    public static bool IsIndex(string name) => TryIndex(name, out _);

    private static bool TryIndex(string name, out uint number)
    {
        number = 0;
        return name.Length is > 0 and <= 10 && char.IsAsciiDigit(name[0]) && (name.Length == 1 || name[0] != '0')
            && uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number != uint.MaxValue;
    }
}
