using System.ComponentModel;
using System.Text.Json.Serialization;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.Jenkins.Actions;

/// <summary>What can be asked of Jenkins.</summary>
internal static class JenkinsActions
{
    public const string TriggerBuild = "trigger-build";
    public const string AbortBuild = "abort-build";
    public const string Rebuild = "rebuild";

    public static IReadOnlyList<ActionDescriptor> All { get; } =
    [
        ActionDescriptor.Common<TriggerBuild, StartedBuild>("Starts a build of a job or branch, with parameters where it defines them.", "pipeline") with { CanPreview = true, CanSettle = true },
        ActionDescriptor.For<RebuildArguments, StartedBuild>(Rebuild, "Starts a build anew with the parameters that it had.") with { Entities = ["pipeline-run"], CanPreview = true, CanSettle = true },
        ActionDescriptor.For<AbortArguments, AbortedBuild>(AbortBuild, "Stops a build that runs.") with { Entities = ["pipeline-run"], Idempotent = true, CanPreview = true, CanSettle = true },
    ];
}

/// <summary>Arguments of <c>abort-build</c>: there are none.</summary>
internal sealed record AbortArguments;

/// <summary>Arguments of <c>rebuild</c>.</summary>
internal sealed record RebuildArguments
{
    /// <summary>Parameters that are to differ from those that the build had.</summary>
    [Description("Parameters that are to differ from those that the build had, by name.")]
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }
}

/// <summary>A build that was started.</summary>
internal sealed record StartedBuild : BuildResult
{
    /// <summary>Its item in Jenkins' queue.</summary>
    [Description("Its item in Jenkins' queue.")]
    public long? QueueItem { get; init; }
}

/// <summary>A build that was stopped.</summary>
internal sealed record AbortedBuild : BuildResult
{
    /// <summary>How it ended, in Jenkins' words; none while it still cleans up.</summary>
    [Description("How it ended, in Jenkins' words; none while it still cleans up.")]
    public string? Result { get; init; }
}

/// <summary>The actions' JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TriggerBuild))]
[JsonSerializable(typeof(RebuildArguments))]
[JsonSerializable(typeof(StartedBuild))]
[JsonSerializable(typeof(AbortedBuild))]
internal sealed partial class ActionJson : JsonSerializerContext;
