using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>Further fields of a new issue, found by name or id among those that the project has for its kind, and written as Jira's description of each asks for.</summary>
/// <param name="issues">The issues.</param>
/// <param name="person">How a person who is named is written.</param>
internal sealed class CreateFields(IssueAccess issues, Func<string, CancellationToken, Task<string>> person)
{
    private const int PageSize = 50;
    private const string TextArea = "com.atlassian.jira.plugin.system.customfieldtypes:textarea";
    private const string Sprint = "com.pyxis.greenhopper.jira:gh-sprint";

    // Fields that have an argument of their own.
    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["summary"] = "title",
        ["issuetype"] = "kind",
        ["description"] = "description",
        ["priority"] = "priority",
        ["assignee"] = "assignee",
        ["parent"] = "parent",
        ["labels"] = "labels",
        ["project"] = "container",
    };

    /// <summary>Reads what is asked for.</summary>
    /// <returns>For each field its id, its name and its value as Jira takes it.</returns>
    /// <exception cref="ConnectorException">Permanent, naming the field, when the project has none of that name for the kind, or the value is not what the field takes.</exception>
    public async Task<IReadOnlyList<(string Id, string Name, JsonNode Value)>> ReadAsync(string project, string kind, IReadOnlyDictionary<string, JsonElement>? asked, CancellationToken cancellationToken)
    {
        if (asked is not { Count: > 0 })
        {
            return [];
        }

        var known = await KnownAsync(project, kind, cancellationToken).ConfigureAwait(false);
        var found = new List<(string, string, JsonNode)>();
        foreach (var (name, value) in asked)
        {
            var field = Find(known, name, project);
            found.Add((field.Id, field.Name, await ValueAsync(field, field.Type, value, cancellationToken).ConfigureAwait(false)));
        }

        return found;
    }

    private async Task<List<Field>> KnownAsync(string project, string kind, CancellationToken cancellationToken)
    {
        var (request, found) = (new HttpToolRequest(issues.Api.Platform($"issue/createmeta/{project}/issuetypes/{JiraApi.Part(kind)}")), new List<Field>());
        await foreach (var page in Lists.ReadAsync(issues.Api, request, issues.Api.IsCloud ? "fields" : "values", PageSize, cancellationToken).ConfigureAwait(false))
        {
            foreach (var json in page.Items)
            {
                using var parsed = ToolJson.Parse(json, "createmeta");
                found.Add(Field.Of(parsed.RootElement.Clone()));
            }
        }

        return found;
    }

    private static Field Find(List<Field> known, string name, string project)
    {
        var fitting = known.Where(f => f.Id == name).ToList() is { Count: > 0 } byId ? byId : known.Where(f => Wish.Same(f.Name, name)).ToList();
        return fitting switch
        {
            [var one] when Arguments.TryGetValue(one.Id, out var argument) => throw ConnectorException.Permanent($"The field '{name}' is said by the argument '{argument}'."),
            [var one] => one,
            [] => throw ConnectorException.Permanent($"Project {project} has no field '{name}' for a new issue of this kind. There are: {string.Join(", ", known.Where(f => !Arguments.ContainsKey(f.Id)).Select(f => $"'{f.Name}'"))}."),
            _ => throw ConnectorException.Permanent($"Several fields are called '{name}'. Name one by its id: {string.Join(", ", fitting.Select(f => f.Id))}."),
        };
    }

    private async Task<JsonNode> ValueAsync(Field field, string type, JsonElement value, CancellationToken cancellationToken)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            // Jira's own form, for types that are not known here.
            return JsonNode.Parse(value.GetRawText())!;
        }

        if (field.Custom == Sprint)
        {
            return Number(field, value);
        }

        if (type == "array" && value.ValueKind == JsonValueKind.Array)
        {
            var items = new JsonArray();
            foreach (var item in value.EnumerateArray())
            {
                items.Add(await ValueAsync(field, field.Items, item, cancellationToken).ConfigureAwait(false));
            }

            return items;
        }

        return (type, field.Allowed.Count) switch
        {
            ("array", _) => new JsonArray(await ValueAsync(field, field.Items, value, cancellationToken).ConfigureAwait(false)),
            ("number", _) => Number(field, value),
            ("date", _) => DateOnly.TryParseExact(Text(field, value), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : throw Wrong(field, "a day such as 2026-03-01"),
            ("datetime", _) => Instant(field, value),
            ("user", _) => new JsonObject { [issues.Api.IsCloud ? "accountId" : "name"] = await person(Text(field, value), cancellationToken).ConfigureAwait(false) },
            (_, > 0) => new JsonObject { ["id"] = Allowed(field, value) },
            _ when field.Custom == TextArea || field.Id == "environment" => issues.Text(Text(field, value)),
            _ => value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? Text(field, value) : throw Wrong(field, "a text"),
        };
    }

    private static JsonNode Number(Field field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => JsonNode.Parse(value.GetRawText())!,
        JsonValueKind.String when decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Wrong(field, "a number"),
    };

    // Jira writes no colon into the offset, and takes none.
    private static string Instant(Field field, JsonElement value) => DateTimeOffset.TryParse(Text(field, value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
        ? instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture)
        : throw Wrong(field, "an instant such as 2026-03-01T12:00:00Z");

    private static string Allowed(Field field, JsonElement value)
    {
        var text = Text(field, value);
        return field.Allowed.Where(a => a.Id == text || Wish.Same(a.Name, text)).Select(a => a.Id).FirstOrDefault()
            ?? throw Wrong(field, $"one of {string.Join(", ", field.Allowed.Select(a => $"'{a.Name}'"))}");
    }

    private static string Text(Field field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => throw Wrong(field, "a text"),
    };

    // The value itself stays out of the message: it may be anything.
    private static ConnectorException Wrong(Field field, string expected) => ConnectorException.Permanent($"The field '{field.Name}' ({field.Id}) takes {expected}.");

    private sealed record Field(string Id, string Name, string Type, string Items, string? Custom, IReadOnlyList<(string Id, string Name)> Allowed)
    {
        public static Field Of(JsonElement meta)
        {
            var id = meta.Text("fieldId") ?? meta.RequiredText("key", "createmeta");
            var schema = meta.Object("schema");
            return new(
                id,
                meta.Text("name") ?? id,
                schema?.Text("type") ?? "string",
                schema?.Text("items") ?? "string",
                schema?.Text("custom"),
                [.. meta.List("allowedValues").Where(a => a.Id() is not null).Select(a => (a.Id()!, a.Text("value") ?? a.Text("name") ?? a.Id()!))]);
        }
    }
}
