using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Commands.Development;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary><c>plutora connector list|show|install|upgrade|remove|lint|schema|pack</c>.</summary>
internal static class ConnectorCommands
{
    private const string Path = "/api/v1/connectors";
    private static readonly string[] Shown = ["id", "version", "sdkVersion", "displayName", "description", "streams", "mappings", "sha256"];

    public static Command Create(Nouns nouns)
    {
        var id = Nouns.Id("connector", "Id of the connector, such as git.");
        var source = new Argument<string>("source") { Description = "A .nupkg file or a folder, on the hub's machine." };
        var connector = new Command("connector", "What the hub can connect to.")
        {
            nouns.Verb("list", "Connectors that are loaded.", [], async (s, ct) => s.Table(
                await s.GetAsync(Path, ct), "No connector is loaded. Install one: plutora connector install FILE.nupkg", "id", "version", "sdkVersion", "description")),
            nouns.Verb("show", "A connector's options, streams and mappings.", [id], async (s, ct) => Show(s, await FindAsync(s, s.Get(id), ct))),
            nouns.Verb("install", "Install a connector while the hub runs.", [source], (s, ct) => InstallAsync(s, s.Get(source), HttpMethod.Post, Path, "installed", ct)),
            nouns.Verb("upgrade", "Replace a connector by another version; its instances move over, or stay on the old one when the new one does not start.", [id, source], (s, ct) =>
                InstallAsync(s, s.Get(source), HttpMethod.Put, Session.Url($"/api/v1/connectors/{s.Get(id)}"), "in use", ct)),
            nouns.Verb("remove", "Remove a connector that no instance uses.", [id], async (s, ct) =>
            {
                var answer = await s.SendAsync(HttpMethod.Delete, Session.Url($"/api/v1/connectors/{s.Get(id)}"), null, ct);
                return s.Done($"Connector '{s.Get(id)}' is removed. {Text.Of(answer)}".TrimEnd(), answer);
            }),
        };
        foreach (var verb in ConnectorDocuments.Create(nouns))
        {
            connector.Subcommands.Add(verb);
        }

        connector.Subcommands.Add(DevCommand.Create(nouns));
        return connector;
    }

    /// <summary>A connector as the hub describes it.</summary>
    /// <exception cref="UsageException">It is not installed; the message lists what is.</exception>
    public static async Task<JsonElement> FindAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var all = await session.GetAsync(Path, cancellationToken);
        return all.EnumerateArray().FirstOrDefault(c => Text.At(c, "id") == id) is { ValueKind: JsonValueKind.Object } found
            ? found
            : throw new UsageException($"Connector '{id}' is not installed. Installed are: {string.Join(", ", all.EnumerateArray().Select(c => Text.At(c, "id")).Order(StringComparer.Ordinal))}.");
    }

    private static async Task<int> InstallAsync(Session session, string source, HttpMethod method, string path, string done, CancellationToken cancellationToken)
    {
        var answer = await session.SendAsync(method, path, new JsonObject { ["source"] = System.IO.Path.GetFullPath(source) }, cancellationToken);
        return session.Done($"Connector '{Text.At(answer, "id")}' {Text.At(answer, "version")} is {done}.", answer);
    }

    private static int Show(Session session, JsonElement connector)
    {
        session.Show(connector, [.. Shown.Select(name => (name, Text.At(connector, name)))]);
        return session.Json ? ExitCode.Done : session.Table(Options(connector), "It has no options.", "option", "type", "required", "default", "description");
    }

    private static JsonElement Options(JsonElement connector)
    {
        var schema = Text.Find(connector, "optionsSchema");
        var required = Text.Find(schema, "required") is { ValueKind: JsonValueKind.Array } names ? names.EnumerateArray().Select(n => n.GetString()).ToHashSet() : [];
        var rows = new JsonArray();
        foreach (var option in Text.Find(schema, "properties") is { ValueKind: JsonValueKind.Object } properties ? properties.EnumerateObject().ToArray() : [])
        {
            rows.Add(new JsonObject
            {
                ["option"] = option.Name,
                ["type"] = Text.Find(option.Value, "x-secret").ValueKind == JsonValueKind.True ? "secret reference" : Text.At(option.Value, "type").Replace(", null", "", StringComparison.Ordinal),
                ["required"] = required.Contains(option.Name) ? "yes" : "",
                ["default"] = Text.At(option.Value, "default"),
                ["description"] = Text.At(option.Value, "description"),
            });
        }

        return JsonElement.Parse(rows.ToJsonString());
    }
}
