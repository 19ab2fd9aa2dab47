using System.Globalization;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.TestRail.Api;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.TestRail.Actions;

/// <summary>Finds what people name in arguments.</summary>
internal sealed class Lookups(TestRailApi api)
{
    /// <summary>A number that may be written as TestRail shows it, such as <c>C12</c>.</summary>
    public static long Number(string said, char letter, string what) =>
        long.TryParse(said.TrimStart(letter, char.ToLowerInvariant(letter)), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw ConnectorException.Permanent($"'{said}' names no {what}: give its id, such as {letter}12.");

    public async Task<long> ProjectAsync(string? said, CancellationToken cancellationToken) => said is { Length: > 0 }
        ? await FindAsync("get_projects", "projects", "project", said, 'P', cancellationToken).ConfigureAwait(false)
        : throw ConnectorException.Permanent("A run is created in a project: name it as the container, by id or name.");

    /// <summary>The suite that is named, or the only one.</summary>
    public async Task<long> SuiteAsync(long project, string? said, CancellationToken cancellationToken)
    {
        var method = string.Create(CultureInfo.InvariantCulture, $"get_suites/{project}");
        if (said is { Length: > 0 })
        {
            return await FindAsync(method, "suites", "suite", said, 'S', cancellationToken).ConfigureAwait(false);
        }

        var suites = await NamedAsync(method, "suites", cancellationToken).ConfigureAwait(false);
        return suites is [var (only, _)]
            ? only
            : throw ConnectorException.Permanent($"The project has {suites.Count} suites: name one in 'suite', of {string.Join(", ", suites.Select(s => s.Names[0]))}.");
    }

    /// <summary>A configuration, such as a browser, by its name or id.</summary>
    public async Task<long> ConfigurationAsync(long project, string said, CancellationToken cancellationToken)
    {
        var known = new List<(long Id, string Name)>();
        foreach (var json in await api.AllAsync(string.Create(CultureInfo.InvariantCulture, $"get_configs/{project}"), "configs", cancellationToken).ConfigureAwait(false) ?? [])
        {
            using var group = ToolJson.ParseObject(json, "get_configs");
            known.AddRange(group.RootElement.List("configs").Select(c => (c.RequiredNumber("id", "get_configs"), c.Text("name") ?? "")));
        }

        return One(said, "configuration", [.. known.Select(c => (c.Id, new[] { c.Name }))]);
    }

    /// <summary>The body of <c>add_results_for_cases</c>.</summary>
    public async Task<JsonObject> ResultsAsync(AddResults asked, CancellationToken cancellationToken)
    {
        var statuses = await NamedAsync("get_statuses", "statuses", cancellationToken).ConfigureAwait(false);
        var results = asked.Results.Select(result =>
        {
            var one = new JsonObject { ["case_id"] = Number(result.Case, 'C', "case"), ["status_id"] = One(result.Status, "status", statuses) };
            Set(one, "comment", result.Comment);
            Set(one, "version", asked.Build);
            Set(one, "defects", result.Defects is { Count: > 0 } defects ? string.Join(", ", defects) : null);
            Set(one, "elapsed", result.DurationMs is > 0 and var milliseconds ? string.Create(CultureInfo.InvariantCulture, $"{(milliseconds + 999) / 1_000}s") : null);
            return (JsonNode)one;
        });
        return new() { ["results"] = new JsonArray([.. results]) };
    }

    private async Task<long> FindAsync(string method, string items, string what, string said, char letter, CancellationToken cancellationToken)
    {
        var known = await NamedAsync(method, items, cancellationToken).ConfigureAwait(false);
        return known.Any(k => k.Names.Contains(said, StringComparer.OrdinalIgnoreCase)) || !known.Any(k => k.Id.ToString(CultureInfo.InvariantCulture) == said.TrimStart(letter))
            ? One(said, what, known)
            : Number(said, letter, what);
    }

    private async Task<IReadOnlyList<(long Id, string[] Names)>> NamedAsync(string method, string items, CancellationToken cancellationToken)
    {
        var found = new List<(long, string[])>();
        foreach (var json in await api.AllAsync(method, items, cancellationToken).ConfigureAwait(false) ?? [])
        {
            using var document = ToolJson.ParseObject(json, method);
            string?[] names = [document.RootElement.Text("name"), document.RootElement.Text("label")];
            found.Add((document.RootElement.RequiredNumber("id", method), [.. names.OfType<string>()]));
        }

        return found;
    }

    private static long One(string said, string what, IReadOnlyList<(long Id, string[] Names)> known)
    {
        var found = known.Where(k => k.Names.Contains(said, StringComparer.OrdinalIgnoreCase) || k.Id.ToString(CultureInfo.InvariantCulture) == said).ToList();
        return found switch
        {
            [var one] => one.Id,
            [] => throw ConnectorException.Permanent($"TestRail has no {what} '{said}', or hides it from this account; it has {string.Join(", ", known.Take(20).Select(k => k.Names.FirstOrDefault() ?? "one without name"))}."),
            _ => throw ConnectorException.Permanent($"TestRail has several of the name '{said}': name the {what} by its id."),
        };
    }

    private static void Set(JsonObject target, string member, string? value)
    {
        if (value is { Length: > 0 })
        {
            target[member] = value;
        }
    }
}
