using System.Globalization;
using System.Text;

namespace Plutora.Integration.Mapping.Running;

/// <summary>
/// Where in a field something is written, such as <c>steps[2].outcome</c>. It is a text only where one is asked for, which is where something is wrong;
/// until then names and places are pushed and popped. A fault ends the record, so that nothing pops what it leaves.
/// </summary>
internal sealed class FieldPath
{
    private readonly List<(string? Name, int Index)> _parts = [];

    /// <summary>Begins at a field.</summary>
    public FieldPath At(string field)
    {
        _parts.Clear();
        _parts.Add((field, 0));
        return this;
    }

    /// <summary>Goes on to a member.</summary>
    public void Push(string member) => _parts.Add((member, 0));

    /// <summary>Goes on to an item of a list.</summary>
    public void Push(int index) => _parts.Add((null, index));

    /// <summary>Goes back by one.</summary>
    public void Pop() => _parts.RemoveAt(_parts.Count - 1);

    /// <summary>The path with the places in lists.</summary>
    public override string ToString() => Text(withPlaces: true);

    /// <summary>The path by names alone, under which values are listed that a field does not know.</summary>
    public string Names() => _parts.Count == 1 ? _parts[0].Name! : Text(withPlaces: false);

    private string Text(bool withPlaces)
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _parts)
        {
            _ = name is null ? withPlaces ? text.Append(CultureInfo.InvariantCulture, $"[{index}]") : text
                : text.Length == 0 ? text.Append(name)
                : text.Append('.').Append(name);
        }

        return text.ToString();
    }
}
