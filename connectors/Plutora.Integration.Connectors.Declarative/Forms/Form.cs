using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Connectors.Declarative.Forms;

/// <summary>What a part of a document may look like. The check of documents and the JSON Schema for editors are both made of it, so that they cannot differ.</summary>
internal abstract class Form
{
    /// <summary>The JSON Schema (draft 7) of the form.</summary>
    public abstract JsonObject Schema();

    /// <summary>Tells everything about a node that is not of the form.</summary>
    /// <param name="node">The node.</param>
    /// <param name="member">The member that it fills, such as <c>streams.issue.id</c>.</param>
    /// <param name="checking">Where faults are told.</param>
    public abstract void Check(YamlNode node, string member, Checking checking);

    protected static void Expected(string what, YamlNode node, string member, Checking checking) =>
        checking.Error(node.Place, $"'{member}' is {node.Describe()}, expected {what}.");
}

/// <summary>A member of a map.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Form">What it looks like.</param>
/// <param name="Description">What it means, shown by editors.</param>
/// <param name="Required">True when it must be there.</param>
internal sealed record Member(string Name, Form Form, string Description, bool Required = false);

/// <summary>A map with members of known names.</summary>
internal sealed class ObjectForm(params IReadOnlyList<Member> members) : Form
{
    public IReadOnlyList<Member> Members { get; } = members;

    public override JsonObject Schema()
    {
        var properties = new JsonObject();
        foreach (var member in Members)
        {
            var schema = member.Form.Schema();
            schema["description"] = member.Description;
            properties[member.Name] = schema;
        }

        var written = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (Members.Where(m => m.Required).Select(m => (JsonNode)m.Name).ToArray() is { Length: > 0 } required)
        {
            written["required"] = new JsonArray(required);
        }

        return written;
    }

    public override void Check(YamlNode node, string member, Checking checking)
    {
        if (node is not YamlMap map)
        {
            Expected($"a map of {string.Join(", ", Members.Select(m => m.Name))}", node, member, checking);
            return;
        }

        foreach (var given in map.Members)
        {
            if (Members.FirstOrDefault(m => m.Name == given.Name.Value) is { } known)
            {
                known.Form.Check(given.Value, Join(member, known.Name), checking);
            }
            else
            {
                checking.Error(given.Name.Place, $"'{given.Name.Value}' is no member of {(member.Length == 0 ? "a connector's document" : $"'{member}'")}. {Nearest(given.Name.Value)}");
            }
        }

        foreach (var missing in Members.Where(m => m.Required && map.Member(m.Name) is null))
        {
            checking.Error(map.Place, $"'{Join(member, missing.Name)}' is missing: {char.ToLowerInvariant(missing.Description[0])}{missing.Description[1..]}");
        }
    }

    public ObjectForm With(params IReadOnlyList<Member> more) => new([.. Members, .. more]);

    internal static string Join(string member, string name) => member.Length == 0 ? name : $"{member}.{name}";

    private string Nearest(string given) => Mapping.Compilation.Nearest.Suggest(given, Members.Select(m => m.Name));
}

/// <summary>A map whose member <c>kind</c> says which others it has.</summary>
internal sealed class KindForm(IReadOnlyDictionary<string, ObjectForm> kinds, string discriminator = "kind") : Form
{
    public override JsonObject Schema() => new()
    {
        ["oneOf"] = new JsonArray([.. kinds.Select(kind =>
        {
            var schema = kind.Value.Schema();
            schema["properties"]!.AsObject().Insert(0, discriminator, new JsonObject { ["enum"] = new JsonArray(kind.Key) });
            schema["required"] = new JsonArray([discriminator, .. (schema["required"] as JsonArray ?? []).Select(n => (JsonNode)n!.GetValue<string>())]);
            return (JsonNode)schema;
        })]),
    };

    public override void Check(YamlNode node, string member, Checking checking)
    {
        if (node is not YamlMap map)
        {
            Expected($"a map with '{discriminator}'", node, member, checking);
        }
        else if ((map[discriminator] as YamlScalar)?.Value is not { } kind)
        {
            checking.Error(map.Place, $"'{member}.{discriminator}' is missing: one of {string.Join(", ", kinds.Keys)}.");
        }
        else if (!kinds.TryGetValue(kind, out var form))
        {
            checking.Error(map[discriminator]!.Place, $"'{kind}' is no {discriminator} of '{member}'. {Mapping.Compilation.Nearest.Suggest(kind, kinds.Keys)}");
        }
        else
        {
            form.Check(new YamlMap(map.Place, [.. map.Members.Where(m => m.Name.Value != discriminator)]), member, checking);
        }
    }
}
