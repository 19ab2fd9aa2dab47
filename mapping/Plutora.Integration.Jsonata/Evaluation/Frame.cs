namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Variables of a block, a call or a row, within those around it.</summary>
internal sealed class Frame
{
    private readonly Frame? _outer;
    private readonly Run _run;
    private string[] _names;
    private JsonataValue[] _values;
    private int _count;

    /// <summary>The outermost frame; beyond it are the bindings, the host's functions and the language's own.</summary>
    public Frame(Run run)
    {
        (_run, _names, _values) = (run, [], []);
    }

    public Frame(Frame outer)
    {
        (_outer, _run, _names, _values) = (outer, outer._run, [], []);
    }

    /// <summary>A frame whose variables are bound from the start; it takes the arrays over.</summary>
    public Frame(Frame outer, string[] names, JsonataValue[] values)
    {
        (_outer, _run, _names, _values, _count) = (outer, outer._run, names, values, names.Length);
    }

    /// <summary>Whether it binds anything itself.</summary>
    public bool Binds => _count > 0;

    public JsonataValue Lookup(string name)
    {
        for (var frame = this; frame is not null; frame = frame._outer)
        {
            for (var at = frame._count - 1; at >= 0; at--)
            {
                if (string.Equals(frame._names[at], name))
                {
                    return frame._values[at];
                }
            }
        }

        return _run.Global(name);
    }

    public void Bind(string name, JsonataValue value)
    {
        var at = System.Array.IndexOf(_names, name, 0, _count);
        if (at >= 0)
        {
            _values[at] = value;
            return;
        }

        if (_count == _names.Length)
        {
            // The names of a call belong to its lambda, so that they are copied before one is added.
            System.Array.Resize(ref _names, _count + 4);
            System.Array.Resize(ref _values, _count + 4);
        }

        (_names[_count], _values[_count]) = (name, value);
        _count++;
    }
}
