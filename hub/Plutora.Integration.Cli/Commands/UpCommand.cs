using System.CommandLine;
using Plutora.Integration.Hub.Hosting;

namespace Plutora.Integration.Cli.Commands;

/// <summary><c>plutora up</c>: starts a hub.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var urls = new Option<string>("--urls") { Description = "Addresses to listen on; loopback only by default.", DefaultValueFactory = _ => HubHost.DefaultAddress };
        var command = new Command("up", "Start a hub on the home folder (PLUTORA_HOME).") { urls };
        command.SetAction((parsed, _) => HubHost.RunAsync(["--urls", parsed.GetValue(urls)!]));
        return command;
    }
}
