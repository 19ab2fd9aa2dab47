using System.CommandLine;
using System.Text.Json;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Instances;

/// <summary><c>plutora instance add|list|show|update|remove|check|pause|resume|read|backfill|scan|deletions|cursors|reset|export|import</c>.</summary>
internal static class InstanceCommands
{
    private const string Path = "/api/v1/instances";

    public static Command Create(Nouns nouns)
    {
        var id = Nouns.Id("id", "Id of the instance.");
        var stream = new Option<string?>("--stream") { Description = "One stream; all by default.", HelpName = "stream" };
        var wait = new Option<bool>("--wait") { Description = "Show the progress and end when it is read." };
        var which = new Argument<string?>("stream") { Description = "One stream; all by default.", Arity = ArgumentArity.ZeroOrOne };
        return new("instance", "Configured connectors.")
        {
            AddCommand(nouns),
            nouns.Verb("list", "Instances and what they are doing.", [], async (s, ct) => s.Table(
                await s.GetAsync(Path, ct), "There is no instance yet. Add one: plutora instance add --connector git --option repositories=.",
                new("id", i => Text.At(i, "definition.id")), new("connector", i => Text.At(i, "definition.connector")), new("doing", InstanceView.Doing),
                new("read", i => InstanceView.Read(i)), new("from", i => Text.At(i, "definition.fromFile") == "yes" ? "plutora.yaml" : "API"), new("reason", InstanceView.Reason))),
            nouns.Verb("show", "An instance: state, streams, progress, what waits, faults.", [id], (s, ct) => InstanceView.ShowAsync(s, s.Get(id), ct)),
            UpdateCommand(nouns),
            RemoveCommand.Create(nouns),
            Simple(nouns, "check", "Try address and credentials.", HttpMethod.Post, "/check", "answers"),
            Simple(nouns, "pause", "Stop reading; webhooks are still stored.", HttpMethod.Post, "/pause", "is paused; webhooks are still stored"),
            Simple(nouns, "resume", "Read again.", HttpMethod.Post, "/resume", "reads again"),
            nouns.Verb("read", "Read now, without waiting for the schedule.", [id, stream, wait], (s, ct) => ReadCommand.RunAsync(s, s.Get(id), s.Get(stream), "read", s.Get(wait), ct)),
            nouns.Verb("backfill", "Read what lies before the first read.", [id, stream, wait], (s, ct) => ReadCommand.RunAsync(s, s.Get(id), s.Get(stream), "backfill", s.Get(wait), ct)),
            nouns.Verb("scan", "Read everything again, to find what was deleted at the tool.", [id, stream, wait], (s, ct) => ReadCommand.RunAsync(s, s.Get(id), s.Get(stream), "scan", s.Get(wait), ct)),
            DeletionCommand.Create(nouns),
            nouns.Verb("cursors", "Where its streams stand.", [id], async (s, ct) => s.Table(
                await s.GetAsync(One(s.Get(id)) + "/cursors", ct), "It has no cursor: nothing was read yet.", "stream", "mode", new("cursor", c => Text.At(c, "cursor.value")))),
            nouns.Verb("reset", "Read an instance, or one stream, anew: cursors are forgotten, entities stay.", [id, which], (s, ct) => ResetAsync(s, s.Get(id), s.Get(which), ct)),
            TransferCommands.Export(nouns),
            TransferCommands.Import(nouns),
        };
    }

    public static string One(string id) => Session.Url($"/api/v1/instances/{id}");

    private static Command AddCommand(Nouns nouns)
    {
        var flags = new InstanceFlags();
        var what = new Argument<string?>("id-or-file") { Description = "Id of the instance with --connector (by default the connector's), else a YAML or JSON file; - for standard input.", Arity = ArgumentArity.ZeroOrOne };
        return nouns.Verb("add", "Add an instance, from a file or by options.", [what, .. flags.All], async (s, ct) =>
        {
            foreach (var body in await flags.ReadAsync(s, s.Get(what), ct))
            {
                var answer = await s.SendAsync(HttpMethod.Post, Path, body, ct);
                var id = Text.At(answer, "definition.id");
                s.Done($"Instance '{id}' is added. See it: plutora instance show {id}; its events: plutora events tail --instance {id}", answer);
            }

            return ExitCode.Done;
        });
    }

    private static Command UpdateCommand(Nouns nouns)
    {
        var flags = new InstanceFlags();
        var id = Nouns.Id("id", "Id of the instance.");
        var file = new Option<string?>("--file") { Description = "YAML or JSON of the whole instance; without it only what the options name is changed.", HelpName = "file" };
        return nouns.Verb("update", "Change an instance.", [id, file, .. flags.All], async (s, ct) =>
        {
            var body = s.Get(file) is { } path
                ? (await flags.ReadAsync(s, path, ct))[0]
                : await flags.ChangeAsync(s, InstanceDocument.Of(await s.GetAsync(One(s.Get(id)), ct)), ct);
            return s.Done($"Instance '{s.Get(id)}' is changed.", await s.SendAsync(HttpMethod.Put, One(s.Get(id)), body, ct));
        });
    }

    private static Command Simple(Nouns nouns, string name, string description, HttpMethod method, string suffix, string done)
    {
        var id = Nouns.Id("id", "Id of the instance.");
        return nouns.Verb(name, description, [id], async (s, ct) =>
        {
            var answer = await s.SendAsync(method, One(s.Get(id)) + suffix, null, ct);
            return s.Done($"Instance '{s.Get(id)}' {done}{(answer.ValueKind == JsonValueKind.String ? ": " + answer.GetString() : ".")}", answer);
        });
    }

    private static async Task<int> ResetAsync(Session session, string id, string? stream, CancellationToken cancellationToken)
    {
        if (stream is null)
        {
            return session.Done($"Instance '{id}' is read anew; its entities stay.", await session.SendAsync(HttpMethod.Post, One(id) + "/reset", null, cancellationToken));
        }

        var instance = await session.GetAsync(One(id), cancellationToken);
        var connector = await Administration.ConnectorCommands.FindAsync(session, Text.At(instance, "definition.connector"), cancellationToken);
        var streams = Text.Find(connector, "streams").EnumerateArray().Select(s => s.GetString()!).ToArray();
        if (!streams.Contains(stream, StringComparer.Ordinal))
        {
            throw new UsageException($"Instance '{id}' has no stream '{stream}': expected one of {string.Join(", ", streams)}.");
        }

        var answer = await session.SendAsync(HttpMethod.Delete, One(id) + Session.Url($"/cursors/{stream}"), null, cancellationToken);
        return session.Done($"The cursors of stream '{stream}' of instance '{id}' are forgotten; it is read again.", answer);
    }
}
