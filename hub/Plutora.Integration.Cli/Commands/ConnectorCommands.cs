using System.CommandLine;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Cli.Commands;

/// <summary><c>plutora connector list|install|remove</c>.</summary>
internal static class ConnectorCommands
{
    public static Command Create()
    {
        var list = new Command("list", "Connectors that are loaded.");
        list.Calls(_ => (HttpMethod.Get, "/api/v1/connectors", null), "id", "version", "sdkVersion", "description");
        var source = new Argument<string>("source") { Description = "A .nupkg or a folder on the hub's machine." };
        var install = new Command("install", "Install a connector while the hub runs.") { source };
        install.Calls(p => (HttpMethod.Post, "/api/v1/connectors", new JsonObject { ["source"] = Path.GetFullPath(p.GetValue(source)!) }.ToJsonString()));
        var id = new Argument<string>("id");
        var remove = new Command("remove", "Remove a connector that no instance uses.") { id };
        remove.Calls(p => (HttpMethod.Delete, $"/api/v1/connectors/{Uri.EscapeDataString(p.GetValue(id)!)}", null));
        return new("connector", "Connectors.") { list, install, remove };
    }
}
