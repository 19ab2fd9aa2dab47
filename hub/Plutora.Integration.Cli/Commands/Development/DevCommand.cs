using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Commands.Instances;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Connectors.Declarative.Documents;

namespace Plutora.Integration.Cli.Commands.Development;

/// <summary><c>plutora connector dev</c>: builds a connector, reads its tool in a hub of its own, and shows each record beside what its mapping makes of it; again whenever a file changes.</summary>
internal static class DevCommand
{
    public static Command Create(Nouns nouns)
    {
        var project = new Argument<string>("project") { Description = $"Folder of the connector's project, or of a {ConnectorDocument.FileName}." };
        var file = new Option<string?>("--options") { Description = "JSON file with the options of the instance; secrets as env:NAME or file:PATH.", HelpName = "file" };
        var options = new Option<string[]>("--option") { Description = "Option of the connector, over those of the file; may be repeated.", HelpName = "name=value" };
        var streams = new Option<string[]>("--stream") { Description = "Stream that is shown; may be repeated. All by default.", HelpName = "id" };
        var records = new Option<int>("--records") { Description = "Records of each stream that are shown.", HelpName = "number", DefaultValueFactory = _ => 5 };
        var seconds = new Option<int>("--seconds") { Description = "How long the tool may be read before what there is is shown.", HelpName = "number", DefaultValueFactory = _ => 60 };
        var once = new Option<bool>("--once") { Description = "Do it once, instead of again whenever a file changes." };
        return nouns.Verb("dev", "Build a connector, read its tool without a hub, and show records beside the entities that its mappings make of them.", [project, file, options, streams, records, seconds, once], (s, ct) =>
        {
            var folder = Path.GetFullPath(s.Get(project));
            if (!Directory.Exists(folder))
            {
                throw new UsageException($"There is no folder '{s.Get(project)}'. Name the one with the connector's project.");
            }

            var given = s.Get(file);
            IReadOnlyList<string> watched = given is null ? [folder] : [folder, given];
            var asked = new DevRequest(folder, s.Get(streams) ?? [], Math.Clamp(s.Get(records), 1, 200), TimeSpan.FromSeconds(Math.Clamp(s.Get(seconds), 1, 3600)), schema => Options(s, given, s.Get(options) ?? [], schema));
            return Mappings.Watching.RunAsync(s, !s.Get(once), watched, () => RunAsync(s, asked, ct), ct);
        });
    }

    private static async Task<int> RunAsync(Session session, DevRequest request, CancellationToken cancellationToken)
    {
        var source = request.Folder;
        if (!File.Exists(Path.Combine(source, ConnectorDocument.FileName)))
        {
            session.Note("Building.");
            var build = await DevBuild.RunAsync(source, cancellationToken);
            if (build.Folder is not { } built)
            {
                await session.Terminal.Error.WriteLineAsync(Text.Clean(build.Said));
                return ExitCode.Refused;
            }

            source = built;
        }

        session.Note("Reading.");
        var reading = await DevHub.ReadAsync(source, request, session.Terminal.Time, cancellationToken);
        return DevView.Show(session, reading);
    }

    private static JsonObject Options(Session session, string? file, string[] pairs, JsonElement schema)
    {
        var options = new JsonObject();
        if (file is not null)
        {
            try
            {
                options = JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? throw new UsageException($"'{file}' holds no JSON object of options.");
            }
            catch (JsonException wrong)
            {
                throw new UsageException($"'{file}' is not JSON: {wrong.Message}");
            }
        }

        new OptionValues(schema).Apply(pairs, options);
        return options;
    }
}

/// <summary>What is asked of one round.</summary>
/// <param name="Folder">The project's folder.</param>
/// <param name="Streams">Streams that are shown; empty for all.</param>
/// <param name="Records">Records of each stream that are shown.</param>
/// <param name="Patience">How long the tool may be read.</param>
/// <param name="Options">Options by the connector's schema.</param>
internal sealed record DevRequest(string Folder, IReadOnlyList<string> Streams, int Records, TimeSpan Patience, Func<JsonElement, JsonObject> Options);
