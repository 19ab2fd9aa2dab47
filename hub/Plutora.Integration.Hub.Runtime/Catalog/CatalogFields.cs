using System.Globalization;
using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Model.Descriptors;
using YamlDotNet.RepresentationModel;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>Reads the members of one entry as the common data model has them.</summary>
internal sealed class CatalogFields(string file, List<CatalogFault> faults)
{
    private readonly List<CatalogReference> _references = [];

    /// <summary>What the entry names of the catalog.</summary>
    public IReadOnlyList<CatalogReference> References => _references;

    /// <summary>Texts: a list of them, or one.</summary>
    public IReadOnlyList<string> Texts(YamlNode node, string name) =>
        [.. (node is YamlSequenceNode list ? list.Children : [node]).Select(item => Text(item, $"a text, or a list of texts, in '{name}'")).OfType<string>()];

    /// <summary>A member's value; null where it is empty or wrong, which is told.</summary>
    public JsonNode? Value(FieldDescriptor field, string name, YamlNode node) => node is YamlScalarNode { Value: null or "" or "~" or "null", Style: YamlDotNet.Core.ScalarStyle.Plain }
        ? null
        : field.Kind switch
        {
            FieldKind.Reference => Reference(field, name, node),
            FieldKind.Enum => Word(field, name, node),
            FieldKind.Integer => Number(name, node, "a whole number", text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole) : null),
            FieldKind.Number => Number(name, node, "a number", text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? JsonValue.Create(number) : null),
            FieldKind.Boolean => Number(name, node, "true or false", text => bool.TryParse(text, out var flag) ? JsonValue.Create(flag) : null),
            FieldKind.List => List(field.Element!, name, node),
            FieldKind.Object => Object(field, name, node),
            FieldKind.Map or FieldKind.Any => YamlToJson.Convert(node),
            _ => Text(node, $"a text in '{name}'") is { } text ? JsonValue.Create(text) : null,
        };

    private CatalogPlace At(YamlNode node) => new(file, node.Start.Line, node.Start.Column);

    private string? Text(YamlNode node, string expected)
    {
        if (node is YamlScalarNode { Value.Length: > 0 } scalar)
        {
            return scalar.Value;
        }

        faults.Add(new(At(node), $"expected {expected}."));
        return null;
    }

    // What the catalog declares is named by its id and must be there; people by their address; what tools have by an alias.
    private JsonValue? Reference(FieldDescriptor field, string name, YamlNode node)
    {
        var kind = CatalogKind.Of(field.ReferenceEntity);
        if (Text(node, kind is null ? $"an alias of a {field.ReferenceEntity} in '{name}'" : $"the id of a {kind.Entity} in '{name}'") is not { } text)
        {
            return null;
        }

        if (kind is not null)
        {
            _references.Add(new(name, kind, text, At(node)));
        }
        else if (field.ReferenceEntity == "person" && !text.Contains('@', StringComparison.Ordinal))
        {
            faults.Add(new(At(node), $"expected the e-mail address of a person in '{name}', found '{text}'."));
        }

        return JsonValue.Create(text);
    }

    private JsonValue? Word(FieldDescriptor field, string name, YamlNode node)
    {
        var text = Text(node, $"one of {string.Join(", ", field.EnumValues)} in '{name}'");
        if (text is not null && !field.EnumValues.Contains(text, StringComparer.Ordinal))
        {
            faults.Add(new(At(node), $"'{text}' is no value of '{name}': expected one of {string.Join(", ", field.EnumValues)}."));
        }

        return text is null ? null : JsonValue.Create(text);
    }

    private JsonValue? Number(string name, YamlNode node, string expected, Func<string, JsonValue?> read)
    {
        if (node is YamlScalarNode { Value: { } text } && read(text) is { } value)
        {
            return value;
        }

        faults.Add(new(At(node), $"expected {expected} in '{name}'."));
        return null;
    }

    private JsonArray? List(FieldDescriptor element, string name, YamlNode node)
    {
        var items = (node is YamlSequenceNode list ? list.Children : [node]).Select(item => Value(element, name, item)).OfType<JsonNode>().ToList();
        var place = 0;
        foreach (var item in items.OfType<JsonObject>().Where(_ => element.Member("order") is not null))
        {
            // A list has an order, which the model writes on each of its items.
            place++;
            item["order"] ??= place;
        }

        return new([.. items]);
    }

    private JsonObject? Object(FieldDescriptor field, string name, YamlNode node)
    {
        if (node is not YamlMappingNode map)
        {
            faults.Add(new(At(node), $"expected members in '{name}': {string.Join(", ", field.Members.Select(m => m.Name))}."));
            return null;
        }

        var value = new JsonObject();
        foreach (var (key, member) in map.Children)
        {
            var called = (key as YamlScalarNode)?.Value ?? "";
            if (field.Member(called) is { } known)
            {
                value[called] = Value(known, $"{name}.{called}", member);
            }
            else
            {
                faults.Add(new(At(key), $"'{name}' has no '{called}': expected one of {string.Join(", ", field.Members.Select(m => m.Name))}."));
            }
        }

        foreach (var missing in field.Members.Where(m => m.Required && value[m.Name] is null))
        {
            faults.Add(new(At(node), $"'{name}' needs '{missing.Name}'."));
        }

        return value;
    }
}
