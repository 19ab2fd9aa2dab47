using System.CommandLine;

namespace Plutora.Integration.Cli.Commands;

/// <summary><c>plutora dead-letter list|show|replay</c>.</summary>
internal static class DeadLetterCommands
{
    public static Command Create()
    {
        var list = new Command("list", "Records that were set aside.");
        list.Calls(_ => (HttpMethod.Get, "/api/v1/dead-letters", null), "id", "instance", "stream", "stage", "reason");
        var id = new Argument<string>("id");
        var show = new Command("show", "One of them, with its payload (base64).") { id };
        show.Calls(p => (HttpMethod.Get, $"/api/v1/dead-letters/{Uri.EscapeDataString(p.GetValue(id)!)}", null));
        var replay = new Command("replay", "Map it again.") { id };
        replay.Calls(p => (HttpMethod.Post, $"/api/v1/dead-letters/{Uri.EscapeDataString(p.GetValue(id)!)}/replay", null));
        return new("dead-letter", "Dead letters.") { list, show, replay };
    }
}
