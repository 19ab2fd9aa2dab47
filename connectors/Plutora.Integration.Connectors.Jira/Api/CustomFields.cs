using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.Jira.Api;

/// <summary>The custom fields that are read, found by the names that people gave them.</summary>
/// <param name="Names">Name by id, such as <c>customfield_10016</c>.</param>
internal sealed record CustomFields(IReadOnlyDictionary<string, string> Names)
{
    // Those that the mapping knows; several fields may have one name.
    private static readonly string[] Known = ["Story Points", "Story point estimate", "Epic Link", "Sprint"];

    // What Jira itself names so, whatever people called the field in their language.
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["com.pyxis.greenhopper.jira:gh-sprint"] = "Sprint",
        ["com.pyxis.greenhopper.jira:gh-epic-link"] = "Epic Link",
        ["com.pyxis.greenhopper.jira:jsw-story-points"] = "Story point estimate",
    };

    /// <summary>Asks which fields there are, and picks those that are read.</summary>
    public static async Task<CustomFields> OfAsync(JiraApi api, IReadOnlyList<string> more, CancellationToken cancellationToken)
    {
        using var fields = await api.GetAsync(api.Platform("field"), cancellationToken).ConfigureAwait(false);
        var wanted = Known.Concat(more).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields.RootElement.EnumerateArray())
        {
            if (field.Text("id") is { } id && id.StartsWith("customfield_", StringComparison.Ordinal) && Name(field, id, wanted) is { } name)
            {
                names[id] = name;
            }
        }

        return new(names);
    }

    /// <summary>The names as they stand in an issue that is asked for with <c>expand=names</c>.</summary>
    public string Json() => new JsonObject(Names.Select(n => KeyValuePair.Create<string, JsonNode?>(n.Key, n.Value))).ToJsonString();

    private static string? Name(System.Text.Json.JsonElement field, string id, HashSet<string> wanted) =>
        field.Object("schema")?.Text("custom") is { } kind && Kinds.TryGetValue(kind, out var known) ? known
        : field.Text("name") is { } name && (wanted.Contains(name) || wanted.Contains(id)) ? name
        : null;
}
