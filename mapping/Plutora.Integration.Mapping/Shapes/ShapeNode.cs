namespace Plutora.Integration.Mapping.Shapes;

/// <summary>What records hold in one place; items of arrays are in the place of their array.</summary>
internal sealed class ShapeNode
{
    private const int MostValues = 64, LongestValue = 200;
    private readonly SortedSet<string> _values = new(StringComparer.Ordinal);

    /// <summary>The members that objects here had, in the order of their first appearance.</summary>
    public Dictionary<string, ShapeNode> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Objects, values and nulls seen here.</summary>
    public int Objects { get; private set; }

    /// <inheritdoc cref="Objects"/>
    public int Texts { get; private set; }

    /// <inheritdoc cref="Objects"/>
    public int Numbers { get; private set; }

    /// <inheritdoc cref="Objects"/>
    public int Booleans { get; private set; }

    /// <summary>Whether a list was seen here.</summary>
    public bool List { get; private set; }

    /// <summary>Whether objects here have names that are data, such as ids: more than can be kept.</summary>
    public bool Open { get; set; }

    /// <summary>The different values of texts, numbers and booleans, up to a limit.</summary>
    public IReadOnlyCollection<string> Values => _values;

    /// <summary>Whether there were more different values than are kept.</summary>
    public bool ManyValues { get; private set; }

    /// <summary>Whether no value says anything: each is an empty text.</summary>
    public bool IsEmpty => !ManyValues && _values.All(value => value.Length == 0);

    public bool HasValues => Texts + Numbers + Booleans > 0;

    public void SawObject() => Objects++;

    public void SawList() => List = true;

    public void SawText(string value)
    {
        Texts++;
        Keep(value);
    }

    public void SawNumber(string value)
    {
        Numbers++;
        Keep(value);
    }

    public void SawBoolean(bool value)
    {
        Booleans++;
        Keep(value ? "true" : "false");
    }

    private void Keep(string value)
    {
        if (value.Length > LongestValue || (_values.Count >= MostValues && !_values.Contains(value)))
        {
            ManyValues = true;
        }
        else
        {
            _values.Add(value);
        }
    }
}
