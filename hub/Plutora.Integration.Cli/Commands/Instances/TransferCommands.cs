using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Instances;

/// <summary><c>plutora instance export|import</c>: configuration and overlays, from one hub to another; secrets stay references.</summary>
internal static class TransferCommands
{
    public static Command Export(Nouns nouns)
    {
        var id = Nouns.Id("id", "Id of the instance.");
        var output = new Option<string?>("--output") { Description = "File to write; standard output by default.", HelpName = "file" };
        return nouns.Verb("export", "Write an instance with its overlays as JSON; secrets stay the references that they are.", [id, output], async (s, ct) =>
        {
            var export = await s.GetAsync(InstanceCommands.One(s.Get(id)) + "/export", ct);
            if (s.Get(output) is not { } file)
            {
                s.Terminal.Out.WriteLine(Text.Json(export));
                return ExitCode.Done;
            }

            await File.WriteAllTextAsync(file, Text.Json(export) + "\n", ct);
            return s.Done($"Instance '{s.Get(id)}' is written to '{file}'.", export);
        });
    }

    public static Command Import(Nouns nouns)
    {
        var file = new Argument<string>("file") { Description = "What 'instance export' wrote; - for standard input." };
        var id = new Option<string?>("--id") { Description = "Id of the instance here; the exported one by default.", HelpName = "id" };
        return nouns.Verb("import", "Add an instance as another hub exported it.", [file, id], async (s, ct) =>
        {
            var body = await ReadAsync(s, s.Get(file), ct);
            if (s.Get(id) is { } here && body["definition"] is JsonObject definition)
            {
                definition["id"] = here;
            }

            var answer = await s.SendAsync(HttpMethod.Post, "/api/v1/instances/import", body, ct);
            return s.Done($"Instance '{Text.At(answer, "definition.id")}' is imported. Secrets that it refers to must be here: plutora secret list", answer);
        });
    }

    private static async Task<JsonObject> ReadAsync(Session session, string path, CancellationToken cancellationToken)
    {
        if (path != "-" && !File.Exists(path))
        {
            throw new UsageException($"There is no file '{path}'.");
        }

        var text = path == "-" ? await session.Terminal.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(path, cancellationToken);
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new JsonException("it is no object.");
        }
        catch (JsonException broken)
        {
            throw new UsageException($"'{path}' is no export of an instance: {broken.Message}");
        }
    }
}
