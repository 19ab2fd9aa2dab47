using System.CommandLine;

namespace Plutora.Integration.Cli.Commands;

/// <summary><c>plutora entity show|links</c>.</summary>
internal static class EntityCommands
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "An id, or an alias such as owner/repo#7." };
        var show = new Command("show", "An entity as it stands.") { id };
        show.Calls(p => (HttpMethod.Get, $"/api/v1/entities?id={Uri.EscapeDataString(p.GetValue(id)!)}", null));
        var links = new Command("links", "Its links.") { id };
        links.Calls(p => (HttpMethod.Get, $"/api/v1/links?id={Uri.EscapeDataString(p.GetValue(id)!)}", null));
        return new("entity", "Entities.") { show, links };
    }
}
