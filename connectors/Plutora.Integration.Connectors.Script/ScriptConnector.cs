using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Script;

/// <summary>Runs programs of an allow-list as actions.</summary>
public sealed class ScriptConnector : Connector<ScriptOptions>
{
    /// <summary>Name of the action.</summary>
    public const string RunScript = "run-script";

    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "script",
        Version = "1.0.0",
        DisplayName = "Script",
        Description = "Runs programs of an allow-list on the hub's machine as actions; reads nothing.",
        Streams = [],
        Actions = [ActionDescriptor.For<RunArguments, RunResult>(RunScript, "Runs a program of the instance's allow-list and tells its exit code and output.") with { CanPreview = true }],
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(ScriptOptions options) => OptionsCheck.Run(options);

    /// <inheritdoc/>
    protected override ConnectorInstance Open(ScriptOptions options, ConnectorContext context, IServiceProvider services) => new ScriptInstance(options, context);
}
