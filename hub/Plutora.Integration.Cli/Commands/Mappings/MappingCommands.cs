using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Mappings;

/// <summary><c>plutora mapping list|lint|test|eval|schema|activate|rollback|replay</c>.</summary>
internal static class MappingCommands
{
    public static Command Create(Nouns nouns)
    {
        var instance = Nouns.Id("instance", "Id of the instance.");
        var stream = Nouns.Id("stream", "Id of the stream.");
        var only = new Option<string?>("--instance") { Description = "Only those of this instance.", HelpName = "id" };
        var files = new Argument<string[]>("file") { Description = "Mapping documents, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var over = new Option<string?>("--overlay") { Description = "Overlay that is laid over the document.", HelpName = "file" };
        var sample = new Option<string?>("--sample") { Description = "Records of the stream, one JSON document a line: a path that none of them has is a warning.", HelpName = "file" };
        var select = SampleFile.Select();
        var watch = new Option<bool>("--watch") { Description = "Do it again whenever one of the files, or a file beside it, changes, until it is interrupted." };
        var overlay = new Option<string?>("--overlay") { Description = "YAML that holds only what differs from the base; left out: the base alone.", HelpName = "file" };
        var number = new Option<int?>("--to") { Description = "Activation to return to; the one before by default.", HelpName = "number" };
        var wait = new Option<bool>("--wait") { Description = "Show the progress and end when it is done." };
        var draft = new Option<bool>("--draft") { Description = "Activate the overlay that was begun with place." };
        var mapping = new Command("mapping", "Mappings from records to entities.")
        {
            nouns.Verb("list", "Activations by instance and stream.", [only], async (s, ct) => s.Table(
                Of(await s.GetAsync("/api/v1/mappings", ct), s.Get(only)), "No mapping is active: there is no instance. Add one: plutora instance add", "instance", "stream", "number", new("active", m => Text.At(m, "active") == "yes" ? "yes" : ""), "reason", new("overlay", m => Text.At(m, "overlay").Length > 0 ? "yes" : ""), new("conflicts", m => Text.Find(m, "conflicts") is { ValueKind: System.Text.Json.JsonValueKind.Array } told && told.GetArrayLength() > 0 ? Text.Of(told) : ""), "at")),
            nouns.Verb("lint", "Check local mapping documents against the common data model.", [files, over, sample, select, watch], (s, ct) => Watching.RunAsync(s, s.Get(watch), [.. s.Get(files), .. new[] { s.Get(over), s.Get(sample) }.OfType<string>()], () => LocalMappings.LintAsync(s, s.Get(files), s.Get(over), s.Get(sample), s.Get(select), ct), ct)),
            nouns.Verb("test", "Run the tests of local mapping documents.", [files, over, watch], (s, ct) => Watching.RunAsync(s, s.Get(watch), [.. s.Get(files), .. new[] { s.Get(over) }.OfType<string>()], () => LocalMappings.TestAsync(s, s.Get(files), s.Get(over), ct), ct)),
            NewCommand.Create(nouns),
            EvalCommand.Create(nouns),
            SchemaCommand.Create(nouns),
            nouns.Verb("activate", "Activate an overlay over the connector's base mapping.", [instance, stream, overlay, draft], async (s, ct) =>
            {
                var body = new JsonObject { ["overlay"] = s.Get(overlay) is { } file ? await LocalMappings.ReadAsync(file, ct) : null, ["draft"] = s.Get(draft) };
                return s.Done($"The mapping of {s.Get(instance)}/{s.Get(stream)} is active for what arrives from now on. For what is stored: plutora mapping replay {s.Get(instance)} {s.Get(stream)}", await s.SendAsync(HttpMethod.Post, Path(s.Get(instance), s.Get(stream), "activate"), body, ct));
            }),
            nouns.Verb("rollback", "Run an earlier activation again.", [instance, stream, number], async (s, ct) =>
                s.Done($"An earlier mapping of {s.Get(instance)}/{s.Get(stream)} is active again, under a number of its own.", await s.SendAsync(HttpMethod.Post, Path(s.Get(instance), s.Get(stream), "rollback"), new JsonObject { ["number"] = s.Get(number) }, ct))),
            nouns.Verb("replay", "Map the newest stored version of each record again and publish what differs.", [instance, stream, wait], (s, ct) => ReplayCommand.RunAsync(s, Path(s.Get(instance), s.Get(stream), "replay"), s.Get(wait), ct)),
        };
        foreach (var verb in PreviewCommands.Create(nouns, instance, stream).Concat(OverlayCommands.Create(nouns, instance, stream)))
        {
            mapping.Subcommands.Add(verb);
        }

        return mapping;
    }

    private static string Path(string instance, string stream, string verb) => Session.Url($"/api/v1/mappings/{instance}/{stream}/") + verb;

    private static JsonElement Of(JsonElement activations, string? instance) => instance is null
        ? activations
        : JsonElement.Parse(new JsonArray([.. activations.EnumerateArray().Where(a => Text.At(a, "instance") == instance).Select(a => (JsonNode?)JsonObject.Create(a))]).ToJsonString());
}
