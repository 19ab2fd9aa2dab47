using System.CommandLine;

namespace Plutora.Integration.Cli.Commands;

/// <summary>The <c>plutora</c> command line: <c>plutora &lt;noun&gt; &lt;verb&gt;</c>.</summary>
internal static class RootCommands
{
    public static RootCommand Create() => new("Plutora.Integration: an open integration hub for software delivery.")
    {
        UpCommand.Create(),
        EventCommands.Create(),
        ConnectorCommands.Create(),
        InstanceCommands.Create(),
        MappingCommands.Create(),
        DeadLetterCommands.Create(),
        EntityCommands.Create(),
        HubOptions.Hub,
        HubOptions.Key,
        HubOptions.Json,
    };
}
