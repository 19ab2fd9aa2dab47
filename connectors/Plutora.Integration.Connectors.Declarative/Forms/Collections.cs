using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Connectors.Declarative.Forms;

/// <summary>A map of names that the author chooses.</summary>
/// <param name="value">Form of each value.</param>
/// <param name="name">Pattern of the names; null for any.</param>
/// <param name="names">The pattern in words.</param>
internal sealed class MapForm(Form value, string? name = null, string names = "") : Form
{
    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = value.Schema() };
        if (name is not null)
        {
            schema["propertyNames"] = new JsonObject { ["pattern"] = name };
        }

        return schema;
    }

    public override void Check(YamlNode node, string member, Checking checking)
    {
        if (node is not YamlMap map)
        {
            Expected("a map of names", node, member, checking);
            return;
        }

        foreach (var (given, content) in map.Members)
        {
            if (name is not null && !Regex.IsMatch(given.Value, name, RegexOptions.None, TimeSpan.FromSeconds(1)))
            {
                checking.Error(given.Place, $"'{given.Value}' in '{member}' must be {names}.");
            }

            value.Check(content, $"{member}.{given.Value}", checking);
        }
    }
}

/// <summary>A list, or one item in its place where the form allows it.</summary>
/// <param name="item">Form of each item.</param>
/// <param name="single">True when one item may stand without a list.</param>
internal sealed class ListForm(Form item, bool single = false) : Form
{
    public override JsonObject Schema()
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = item.Schema(), ["minItems"] = 1 };
        return single ? new JsonObject { ["anyOf"] = new JsonArray(item.Schema(), list) } : list;
    }

    public override void Check(YamlNode node, string member, Checking checking)
    {
        if (node is YamlList list)
        {
            if (list.Items.Count == 0)
            {
                checking.Error(list.Place, $"'{member}' is an empty list. Fill it, or remove the member.");
            }

            for (var index = 0; index < list.Items.Count; index++)
            {
                item.Check(list.Items[index], $"{member}[{index}]", checking);
            }
        }
        else if (single)
        {
            item.Check(node, member, checking);
        }
        else
        {
            Expected("a list", node, member, checking);
        }
    }
}

/// <summary>A form that holds itself: properties of properties.</summary>
/// <param name="form">Finds the form.</param>
/// <param name="definition">Name of its definition in the schema.</param>
internal sealed class NestedForm(Func<Form> form, string definition) : Form
{
    public override JsonObject Schema() => new() { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/definitions/{definition}" }) };

    public override void Check(YamlNode node, string member, Checking checking) => form().Check(node, member, checking);
}

/// <summary>Any YAML: a default, a value of an enumeration.</summary>
internal sealed class AnyForm : Form
{
    public override JsonObject Schema() => [];

    public override void Check(YamlNode node, string member, Checking checking)
    {
        // Whatever it is.
    }
}
