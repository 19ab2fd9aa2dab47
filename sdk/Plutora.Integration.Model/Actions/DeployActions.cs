using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Model.Actions;

/// <summary>Deploys something; the deployment tells how it ends.</summary>
[ActionType("deploy", "application", "service", "environment", "repository")]
public record Deploy : IActionArguments<DeployResult>
{
    /// <summary>Environment as the tool names it: a stage, a namespace, a deployment group. Needed where the target is not itself one.</summary>
    [Description("Environment as the tool names it: a stage, a namespace, a deployment group. Needed where the target is not itself one.")]
    public string? Environment { get; init; }

    /// <summary>What is deployed: a version, tag, image or commit; the newest where none is given.</summary>
    [Description("What is deployed: a version, tag, image or commit; the newest where none is given.")]
    public string? Version { get; init; }

    /// <summary>What else the tool takes, by name.</summary>
    [Description("What else the tool takes, by name.")]
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>What it is for.</summary>
    [Description("What it is for.")]
    public string? Comment { get; init; }
}

/// <summary>Brings back what ran before; the deployment tells how it ends.</summary>
[ActionType("rollback", "application", "service", "environment", "deployment")]
public record Rollback : IActionArguments<DeployResult>
{
    /// <summary>Version or revision that is brought back; the one before where none is given.</summary>
    [Description("Version or revision that is brought back; the one before where none is given.")]
    public string? To { get; init; }

    /// <summary>Environment as the tool names it. Needed where the target is neither one nor a deployment to one.</summary>
    [Description("Environment as the tool names it. Needed where the target is neither one nor a deployment to one.")]
    public string? Environment { get; init; }

    /// <summary>Why.</summary>
    [Description("Why.")]
    public string? Comment { get; init; }
}

/// <summary>Brings a configuration item into the state that the tool describes.</summary>
[ActionType("apply-configuration", "configuration-item", "environment")]
public record ApplyConfiguration : IActionArguments<ConfigurationResult>
{
    /// <summary>Environment whose description is applied; the item's own where none is given.</summary>
    [Description("Environment whose description is applied; the item's own where none is given.")]
    public string? Environment { get; init; }

    /// <summary>True to see what would change and change nothing.</summary>
    [Description("True to see what would change and change nothing.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Noop { get; init; }
}

/// <summary>Runs a program of an instance's allow-list.</summary>
[ActionType("run-script")]
public record RunScript : IActionArguments<ScriptResult>
{
    /// <summary>Name of the program in the options of the instance.</summary>
    [Description("Name of the program in the options of the instance.")]
    public required string Program { get; init; }

    /// <summary>Arguments behind those that the program always gets; each is passed as it is, and no shell reads it.</summary>
    [Description("Arguments behind those that the program always gets; each is passed as it is, and no shell reads it.")]
    public IReadOnlyList<string>? Arguments { get; init; }
}
