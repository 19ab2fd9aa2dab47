using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>Reads the members of one map by name and form, and reports what is unknown, missing or of another form.</summary>
internal sealed class MemberReader
{
    private readonly YamlMap _map;
    private readonly string _what;
    private readonly FaultList _faults;

    /// <param name="map">The map to read.</param>
    /// <param name="what">What the map is, in words for a message, for example <c>the document</c>.</param>
    /// <param name="faults">Where faults are told.</param>
    /// <param name="known">Every member that the map may have.</param>
    public MemberReader(YamlMap map, string what, FaultList faults, params string[] known)
    {
        (_map, _what, _faults) = (map, what, faults);
        foreach (var member in map.Members)
        {
            if (!known.Contains(member.Name.Value))
            {
                faults.Error(member.Name.Place, $"'{member.Name.Value}' is no member of {what}. {Nearest.Suggest(member.Name.Value, known)}");
            }
        }
    }

    public YamlMap Map => _map;

    /// <summary>A text that must not be empty.</summary>
    public YamlScalar? Text(string name, bool required = false) => Scalar(name, required, "a text");

    /// <summary>A JSONata expression: any scalar, since <c>5</c> and <c>true</c> are expressions too.</summary>
    public YamlScalar? Expression(string name, bool required = false) => Scalar(name, required, "a JSONata expression");

    public YamlMap? Members(string name) => Node<YamlMap>(name, "a map");

    public IReadOnlyList<YamlNode> Items(string name) => Node<YamlList>(name, "a list")?.Items ?? [];

    private YamlScalar? Scalar(string name, bool required, string form)
    {
        var scalar = Node<YamlScalar>(name, form);
        if (scalar is not null && string.IsNullOrWhiteSpace(scalar.Value))
        {
            _faults.Error(scalar.Place, $"'{name}' of {_what} is empty. Give {form}, or remove the member.");
            return null;
        }

        if (required && _map.Member(name) is null)
        {
            _faults.Error(_map.Place, $"'{name}' is missing from {_what}. Add it with {form}.");
        }

        return scalar;
    }

    private TNode? Node<TNode>(string name, string form)
        where TNode : YamlNode
    {
        var node = _map[name];
        if (node is not null and not TNode)
        {
            _faults.Error(node.Place, $"'{name}' of {_what} must be {form}, not {node.Describe()}.");
        }

        return node as TNode;
    }
}
