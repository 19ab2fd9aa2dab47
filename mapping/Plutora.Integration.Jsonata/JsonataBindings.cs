namespace Plutora.Integration.Jsonata;

/// <summary>Variables of one evaluation. They may be used for several, but not be changed meanwhile.</summary>
public sealed class JsonataBindings
{
    /// <summary>So few names are told apart by their lengths faster than by a hash.</summary>
    private const int MostWithoutIndex = 8;

    private (string Name, JsonataValue Value)[] _bound = [];
    private int _count;
    private Dictionary<string, int>? _index;
    private JsonataCallContext? _call;

    /// <summary>An object of the host that its functions reach.</summary>
    public object? State { get; init; }

    /// <summary>The clock of <c>$now</c> and <c>$millis</c> in this evaluation; that of the expression's options where it is null.</summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>Binds a variable, without its dollar sign.</summary>
    public JsonataBindings Set(string name, JsonataValue value)
    {
        ArgumentNullException.ThrowIfNull(name);
        var at = PlaceOf(name);
        if (at >= 0)
        {
            _bound[at].Value = value;
            return this;
        }

        if (_count == _bound.Length)
        {
            Array.Resize(ref _bound, Math.Max(4, _count * 2));
        }

        _bound[_count] = (name, value);
        _index?.Add(name, _count);
        if (++_count > MostWithoutIndex && _index is null)
        {
            _index = Enumerable.Range(0, _count).ToDictionary(place => _bound[place].Name, StringComparer.Ordinal);
        }

        return this;
    }

    internal bool TryGet(string name, out JsonataValue value)
    {
        var at = PlaceOf(name);
        value = at < 0 ? default : _bound[at].Value;
        return at >= 0;
    }

    /// <summary>What functions of the host are given; the same for all evaluations under one token.</summary>
    internal JsonataCallContext CallContext(CancellationToken cancellationToken) =>
        _call is { } known && known.CancellationToken == cancellationToken ? known : _call = new(State, cancellationToken);

    private int PlaceOf(string name)
    {
        if (_index is not null)
        {
            return _index.TryGetValue(name, out var indexed) ? indexed : -1;
        }

        for (var at = 0; at < _count; at++)
        {
            if (string.Equals(_bound[at].Name, name))
            {
                return at;
            }
        }

        return -1;
    }
}
