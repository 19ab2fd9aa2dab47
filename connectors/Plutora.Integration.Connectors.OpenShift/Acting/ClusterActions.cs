using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.OpenShift.Acting;

/// <summary>Arguments of <c>scale</c>.</summary>
public sealed record Scale
{
    /// <summary>Pods that should run, 0 to 1,000.</summary>
    [Required]
    [Range(0, 1000)]
    [Description("Pods that should run.")]
    public int Replicas { get; init; }
}

/// <summary>Arguments of <c>set-image</c>.</summary>
public sealed record SetImage
{
    /// <summary>The whole image, with registry, and tag or digest.</summary>
    [Required]
    [Description("The whole image, with registry, and tag or digest.")]
    public string Image { get; init; } = "";

    /// <summary>Container whose image it is; the only one where there is one.</summary>
    [Description("Container whose image it is; may be left out where there is one alone.")]
    public string? Container { get; init; }
}

/// <summary>Arguments of <c>start-pipeline</c>.</summary>
public sealed record StartPipeline
{
    /// <summary>Name of the pipeline in the namespace.</summary>
    [Required]
    [Description("Name of the pipeline in the namespace.")]
    public string Pipeline { get; init; } = "";

    /// <summary>Parameters of the pipeline, by name.</summary>
    [Description("Parameters of the pipeline, by name.")]
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Service account that it runs as; the namespace's own where none is given.</summary>
    [Description("Service account that it runs as; the namespace's own where none is given.")]
    public string? ServiceAccount { get; init; }
}

/// <summary>The actions.</summary>
internal static class ClusterActions
{
    public const string TriggerBuild = "trigger-build";
    public const string Deploy = "deploy";
    public const string Rollback = "rollback";
    public const string Scale = "scale";
    public const string SetImage = "set-image";
    public const string StartPipeline = "start-pipeline";

    public static IReadOnlyList<ActionDescriptor> All { get; } =
    [
        ActionDescriptor.Common<TriggerBuild, BuildResult>("Starts a build of a BuildConfig.", "pipeline") with { CanPreview = true, CanSettle = true },
        ActionDescriptor.Common<Deploy, DeployResult>("Rolls out an image, or a tag of the present one; without a version restarts the pods.", "service") with { CanPreview = true, CanSettle = true },
        ActionDescriptor.Common<Rollback, DeployResult>("Rolls a Deployment back to what ran in an earlier revision.", "service") with { CanPreview = true, CanSettle = true },
        ActionDescriptor.For<Scale, DeployResult>(Scale, "Sets how many pods of a Deployment or DeploymentConfig run.") with { Entities = ["service"], CanPreview = true, CanSettle = true },
        ActionDescriptor.For<SetImage, DeployResult>(SetImage, "Sets the image of a container, which rolls it out.") with { Entities = ["service"], CanPreview = true, CanSettle = true },
        ActionDescriptor.For<StartPipeline, BuildResult>(StartPipeline, "Starts a pipeline of Tekton in a namespace.") with { CanPreview = true, CanSettle = true },
    ];
}

/// <summary>Arguments and results as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TriggerBuild))]
[JsonSerializable(typeof(Deploy))]
[JsonSerializable(typeof(Rollback))]
[JsonSerializable(typeof(Scale))]
[JsonSerializable(typeof(SetImage))]
[JsonSerializable(typeof(StartPipeline))]
[JsonSerializable(typeof(BuildResult))]
[JsonSerializable(typeof(DeployResult))]
internal sealed partial class ActionJson : JsonSerializerContext;
