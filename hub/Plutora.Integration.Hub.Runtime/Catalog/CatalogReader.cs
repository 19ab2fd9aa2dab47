using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>Reads the entries of one document and says everything that is wrong with it, each with its place.</summary>
internal sealed partial class CatalogReader
{
    private static readonly string[] OwnMembers = ["id", "aliases", "bind"];
    private readonly string _file;
    private readonly List<CatalogFault> _faults;
    private readonly List<CatalogEntry> _entries = [];

    private CatalogReader(string file, List<CatalogFault> faults) => (_file, _faults) = (file, faults);

    /// <summary>The entries of a document.</summary>
    /// <param name="file">Its name, for faults.</param>
    /// <param name="text">YAML.</param>
    /// <param name="faults">Where faults are added.</param>
    public static IReadOnlyList<CatalogEntry> Read(string file, string text, List<CatalogFault> faults)
    {
        var reader = new CatalogReader(file, faults);
        foreach (var root in CatalogYaml.Read(file, text, faults))
        {
            reader.Document(root);
        }

        return reader._entries;
    }

    private CatalogPlace At(YamlNode node) => new(_file, node.Start.Line, node.Start.Column);

    private void Document(YamlNode root)
    {
        if (root is YamlScalarNode { Value: null or "" })
        {
            return;
        }

        var lists = string.Join(", ", CatalogKind.All.Select(k => k.List));
        foreach (var (name, key, value) in Members(root, $"expected lists of entries: {lists}"))
        {
            if (CatalogKind.OfList(name) is not { } kind)
            {
                _faults.Add(new(At(key), $"'{name}' is no kind of entry: expected one of {lists}."));
            }
            else if (value is YamlSequenceNode list)
            {
                foreach (var item in list)
                {
                    Entry(kind, item);
                }
            }
            else if (value is not YamlScalarNode { Value: null or "" })
            {
                _faults.Add(new(At(value), $"expected a list of entries below '{name}', each with an 'id'."));
            }
        }
    }

    private void Entry(CatalogKind kind, YamlNode node)
    {
        var members = Members(node, $"expected an entry with an 'id', such as {{ id: shop, name: Shop }}").ToList();
        if (node is not YamlMappingNode)
        {
            return;
        }

        var id = members.FirstOrDefault(m => m.Name == "id").Value is YamlScalarNode { Value: { } text } ? text : null;
        if (id is null || !IdPattern().IsMatch(id))
        {
            _faults.Add(new(At(node), id is null ? $"This {kind.Entity} has no 'id'." : $"The id '{id}' must have 1 to 100 letters, digits, dots, underscores or hyphens, a letter or digit first."));
            return;
        }

        var fields = new CatalogFields(_file, _faults);
        var record = new JsonObject { ["id"] = id };
        var bindings = new List<CatalogBinding>();
        foreach (var (name, key, value) in members.Where(m => m.Name != "id"))
        {
            if (name == "aliases")
            {
                record[name] = new JsonArray([.. fields.Texts(value, "aliases").Select(a => (JsonNode)a)]);
            }
            else if (name == "bind")
            {
                bindings.AddRange(CatalogBindings.Read(_file, kind, value, _faults));
            }
            else if (kind.Fields.TryGetValue(name, out var field))
            {
                record[name] = fields.Value(field, name, value);
            }
            else
            {
                _faults.Add(new(At(key), $"{kind.Entity} has no '{name}': expected one of {string.Join(", ", OwnMembers.Concat(kind.Fields.Keys))}."));
            }
        }

        record["name"] ??= id;
        _entries.Add(new(kind, id, At(node), record, fields.References, bindings));
    }

    private IEnumerable<(string Name, YamlNode Key, YamlNode Value)> Members(YamlNode node, string expected)
    {
        if (node is not YamlMappingNode map)
        {
            _faults.Add(new(At(node), expected + '.'));
            return [];
        }

        return map.Children.Select(c => ((c.Key as YamlScalarNode)?.Value ?? "", c.Key, c.Value));
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
