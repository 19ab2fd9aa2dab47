using System.Globalization;
using System.Text.Json.Nodes;
using Plutora.Integration.Mapping.Running;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>Takes values out of nodes whose form was checked.</summary>
internal static class YamlReading
{
    public static string? Text(this YamlMap map, string name) => (map[name] as YamlScalar)?.Value;

    public static string Text(this YamlMap map, string name, string otherwise) => map.Text(name) ?? otherwise;

    public static bool Flag(this YamlMap map, string name, bool otherwise = false) => map.Text(name) is { } text ? text == "true" : otherwise;

    public static int? Number(this YamlMap map, string name) => map.Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    public static TimeSpan? Duration(this YamlMap map, string name) =>
        map.Text(name) is { } text && DurationText.TryParse(text, 1, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;

    public static YamlMap? Map(this YamlMap map, string name) => map[name] as YamlMap;

    public static IReadOnlyList<YamlMember> Members(this YamlMap map, string name) => map.Map(name)?.Members ?? [];

    /// <summary>The items of a list, or the one that stands in its place.</summary>
    public static IReadOnlyList<YamlNode> Items(this YamlMap map, string name) => map[name] switch
    {
        null => [],
        YamlList list => list.Items,
        var single => [single],
    };

    public static IReadOnlyList<string> Texts(this YamlMap map, string name) => [.. map.Items(name).OfType<YamlScalar>().Select(s => s.Value)];

    public static JsonNode? Json(this YamlNode node) => JsonNode.Parse(YamlJson.ToJson(node).Span);
}
