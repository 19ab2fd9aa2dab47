using System.CommandLine;

namespace Plutora.Integration.Cli.Commands;

/// <summary><c>plutora instance add|list|update|remove|check|pause|resume|read|cursors|reset</c>.</summary>
internal static class InstanceCommands
{
    public static Command Create()
    {
        var list = new Command("list", "Instances and what they are doing.");
        list.Calls(_ => (HttpMethod.Get, "/api/v1/instances", null), "definition.id", "definition.connector", "state.activity", "state.reason");
        var file = new Argument<FileInfo>("file") { Description = "JSON of the instance: id, connector, options, webhook." };
        var add = new Command("add", "Add an instance.") { file };
        add.Calls(p => (HttpMethod.Post, "/api/v1/instances", File.ReadAllText(p.GetValue(file)!.FullName)));
        var (id, path) = Id();
        var update = new Command("update", "Change an instance.") { id, file };
        update.Calls(p => (HttpMethod.Put, path(p), File.ReadAllText(p.GetValue(file)!.FullName)));
        var stream = new Option<string?>("--stream") { Description = "One stream; all by default." };
        var read = new Command("read", "Read now.") { id, stream };
        read.Calls(p => (HttpMethod.Post, path(p) + "/read" + (p.GetValue(stream) is { } s ? $"?stream={Uri.EscapeDataString(s)}" : ""), null));
        var cursors = new Command("cursors", "Where its streams stand.") { id };
        cursors.Calls(p => (HttpMethod.Get, path(p) + "/cursors", null), "stream", "mode", "cursor.value");
        var one = new Argument<string>("stream");
        var reset = new Command("reset", "Forget a stream's cursors and read it again.") { id, one };
        reset.Calls(p => (HttpMethod.Delete, $"{path(p)}/cursors/{Uri.EscapeDataString(p.GetValue(one)!)}", null));
        return new("instance", "Instances of connectors.")
        {
            list, add, update, read, cursors, reset,
            Verb("remove", "Remove an instance; its records and entities stay.", HttpMethod.Delete, ""),
            Verb("check", "Try address and credentials.", HttpMethod.Post, "/check"),
            Verb("pause", "Stop reading; webhooks are still stored.", HttpMethod.Post, "/pause"),
            Verb("resume", "Read again.", HttpMethod.Post, "/resume"),
        };
    }

    private static Command Verb(string name, string description, HttpMethod method, string suffix)
    {
        var (id, path) = Id();
        var command = new Command(name, description) { id };
        command.Calls(p => (method, path(p) + suffix, null));
        return command;
    }

    private static (Argument<string> Id, Func<ParseResult, string> Path) Id()
    {
        var id = new Argument<string>("id") { Description = "Id of the instance." };
        return (id, p => $"/api/v1/instances/{Uri.EscapeDataString(p.GetValue(id)!)}");
    }
}
