using System.CommandLine;
using Plutora.Integration.Cli.Commands.Administration;
using Plutora.Integration.Cli.Commands.Events;
using Plutora.Integration.Cli.Commands.Instances;
using Plutora.Integration.Cli.Commands.Mappings;
using Plutora.Integration.Cli.Commands.Records;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands;

/// <summary>The <c>plutora</c> command line: <c>plutora &lt;noun&gt; &lt;verb&gt;</c>.</summary>
internal static class RootCommands
{
    public static string Description { get; } = $"""
        Plutora.Integration: an open integration hub for software delivery.

        First steps:
          plutora up                                               start a hub
          plutora connector list                                   what it can connect to
          plutora instance add --connector git --option repositories=.
          plutora events tail                                      what happened, as normalized events

        Exit codes:
        {string.Join('\n', ExitCode.All.Select(e => $"  {e.Code,-3} {e.Meaning}"))}
        """;

    public static RootCommand Create(Terminal terminal, GlobalOptions options)
    {
        var nouns = new Nouns(terminal, options);
        return new(Description)
        {
            UpCommand.Create(nouns),
            StatusCommand.Create(nouns),
            EventCommands.Create(nouns),
            ConnectorCommands.Create(nouns),
            InstanceCommands.Create(nouns),
            UploadCommand.Create(nouns),
            MappingCommands.Create(nouns),
            DeadLetterCommands.Create(nouns),
            EntityCommands.Create(nouns),
            RuleCommands.Create(nouns),
            TraceCommand.Create(nouns),
            ReferenceCommands.Create(nouns),
            ActionCommands.Create(nouns),
            SchemaCommands.Create(nouns),
            KeyCommands.Create(nouns),
            SecretCommands.Create(nouns),
            PersonCommands.Create(nouns),
            ReceiverCommands.Create(nouns),
            LogCommands.Create(nouns),
            AuditCommands.Create(nouns),
            options.Hub,
            options.Key,
            options.Home,
            options.Json,
        };
    }
}
