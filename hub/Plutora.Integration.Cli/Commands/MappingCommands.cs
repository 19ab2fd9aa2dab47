using System.CommandLine;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Cli.Commands;

/// <summary><c>plutora mapping list|activate|rollback</c>.</summary>
internal static class MappingCommands
{
    public static Command Create()
    {
        var list = new Command("list", "Activations by instance and stream.");
        list.Calls(_ => (HttpMethod.Get, "/api/v1/mappings", null), "instance", "stream", "number", "active", "reason", "at");
        var instance = new Argument<string>("instance");
        var stream = new Argument<string>("stream");
        var overlay = new Option<FileInfo?>("--overlay") { Description = "YAML that holds only what differs; left out: the base alone." };
        var activate = new Command("activate", "Activate an overlay over the connector's base mapping.") { instance, stream, overlay };
        activate.Calls(p => (HttpMethod.Post, Path(p) + "/activate", new JsonObject { ["overlay"] = p.GetValue(overlay) is { } f ? File.ReadAllText(f.FullName) : null }.ToJsonString()));
        var number = new Option<int?>("--to") { Description = "Activation to return to; the one before by default." };
        var rollback = new Command("rollback", "Run an earlier activation again.") { instance, stream, number };
        rollback.Calls(p => (HttpMethod.Post, Path(p) + "/rollback", new JsonObject { ["number"] = p.GetValue(number) }.ToJsonString()));
        return new("mapping", "Mappings.") { list, activate, rollback };

        string Path(ParseResult p) => $"/api/v1/mappings/{Uri.EscapeDataString(p.GetValue(instance)!)}/{Uri.EscapeDataString(p.GetValue(stream)!)}";
    }
}
