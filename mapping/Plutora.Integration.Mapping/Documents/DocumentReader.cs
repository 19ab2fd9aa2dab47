using Plutora.Integration.Mapping.Compilation;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>Turns YAML into a document, or an overlay of one, and reports every member that is unknown, missing or malformed.</summary>
internal sealed class DocumentReader
{
    private readonly FaultList _faults;
    private readonly bool _overlay;

    private DocumentReader(FaultList faults, bool overlay) => (_faults, _overlay) = (faults, overlay);

    /// <summary>The document in a YAML text; null when it is not even a map.</summary>
    public static MappingDocument? Read(string file, string yaml, bool overlay, FaultList faults)
    {
        var root = YamlReader.Read(file, yaml, Language.Kind, faults.Error);
        if (root is YamlMap map)
        {
            return new DocumentReader(faults, overlay).ReadDocument(map);
        }

        if (root is not null)
        {
            faults.Error(root.Place, $"A mapping document is a map of members such as version, source and target; this is {root.Describe()}.");
        }

        return null;
    }

    private MappingDocument ReadDocument(YamlMap map)
    {
        var what = _overlay ? "the overlay" : "the document";
        var members = new MemberReader(map, what, _faults, Language.Document);
        if (members.Text("version", required: true) is { } version && version.Value != Language.Version)
        {
            _faults.Error(
                version.Place,
                $"Format version '{version.Value}' is not known here; this hub reads version {Language.Version}. "
                + $"Write 'version: {Language.Version}', or use a hub that knows the newer format.");
        }

        var source = members.Text("source", required: !_overlay);
        return new MappingDocument(
            map.Place,
            source,
            members.Expression("when"),
            ReadRule(members, map.Place, !_overlay && !OthersSayAll(map), deleted: members.Expression("deleted")),
            [.. members.Items("outputs").Select(ReadOutput).OfType<EntityRule>()],
            FunctionReader.Read(members.Members("functions"), _faults),
            TableReader.Read(members.Members("tables"), _faults),
            [.. members.Items("links").Select(ReadLink).OfType<LinkRule>()],
            [.. members.Items("mentions").Select(ReadMention).OfType<EntityRule>()],
            TestReader.Read(members.Items("tests"), _faults));
    }

    private static bool OthersSayAll(YamlMap map) =>
        Array.Exists(Language.OfOthers, name => map.Member(name) is not null) && !Array.Exists(Language.OfOneEntity, name => map.Member(name) is not null);

    private EntityRule ReadRule(MemberReader members, Place place, bool required, YamlScalar? each = null, YamlScalar? when = null, YamlScalar? deleted = null)
    {
        var target = members.Text("target", required);
        var key = members.Expression("key", required);
        var set = members.Members("set");
        return new EntityRule(place, target, each, when, key, deleted, [.. members.Items("aliases").Select(ReadAlias).OfType<AliasRule>()], set);
    }

    private AliasRule? ReadAlias(YamlNode node)
    {
        if (node is not YamlMap map)
        {
            _faults.Error(
                node.Place,
                $"An alias is a map with 'alias' and, where it is not unique within the instance, 'scope'; this is {node.Describe()}. Write '- alias: …'.");
            return null;
        }

        var members = new MemberReader(map, "an alias", _faults, Language.Alias);
        var scope = members.Expression("scope");
        return members.Expression("alias", required: true) is { } alias ? new AliasRule(alias, scope) : null;
    }

    private LinkRule? ReadLink(YamlNode node)
    {
        if (node is not YamlMap map)
        {
            _faults.Error(node.Place, $"A link is a map with 'relation', 'to' and optionally 'from' and 'when'; this is {node.Describe()}.");
            return null;
        }

        var members = new MemberReader(map, "a link", _faults, Language.Link);
        var relation = members.Text("relation", required: true);
        var when = members.Expression("when");
        var from = members.Expression("from");
        var to = members.Expression("to", required: true);
        return relation is null || to is null ? null : new LinkRule(map.Place, relation, when, from, to);
    }

    private EntityRule? ReadOutput(YamlNode node)
    {
        if (node is not YamlMap map)
        {
            _faults.Error(node.Place, $"An output is a map with 'target', 'key', 'set' and optionally each, when, deleted and aliases; this is {node.Describe()}.");
            return null;
        }

        var members = new MemberReader(map, "an output", _faults, Language.Output);
        return ReadRule(members, map.Place, required: true, members.Expression("each"), members.Expression("when"), members.Expression("deleted"));
    }

    private EntityRule? ReadMention(YamlNode node)
    {
        if (node is not YamlMap map)
        {
            _faults.Error(node.Place, $"A mention is a map with 'target', 'key' and optionally each, when, aliases and set; this is {node.Describe()}.");
            return null;
        }

        var members = new MemberReader(map, "a mention", _faults, Language.Mention);
        return ReadRule(members, map.Place, required: true, members.Expression("each"), members.Expression("when"));
    }
}
