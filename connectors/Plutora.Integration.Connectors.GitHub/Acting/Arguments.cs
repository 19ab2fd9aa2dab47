using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>What <c>trigger-build</c> takes at GitHub.</summary>
internal sealed record DispatchWorkflow : TriggerBuild
{
    /// <summary>File name or id of the workflow, where the target is a repository.</summary>
    [Description("File name or id of the workflow, such as release.yml. Needed where the target is a repository.")]
    public string? Workflow { get; init; }
}

/// <summary>What <c>set-deployment-status</c> takes.</summary>
internal sealed record SetDeploymentStatus
{
    /// <summary>The state.</summary>
    [Required]
    [RegularExpression("^(error|failure|inactive|in_progress|queued|pending|success)$")]
    [Description("What became of the deployment: queued, pending, in_progress, success, failure, error or inactive.")]
    public required string State { get; init; }

    /// <summary>What is said about it.</summary>
    [StringLength(140)]
    [Description("What is said about it, up to 140 characters.")]
    public string? Description { get; init; }

    /// <summary>Where its output is.</summary>
    [Description("Address of the deployment's output.")]
    public string? LogUrl { get; init; }

    /// <summary>Where what was deployed runs.</summary>
    [Description("Address of what was deployed.")]
    public string? EnvironmentUrl { get; init; }
}

/// <summary>The arguments of <c>merge</c> as they are read: the method as text, in GitHub's words, which are the model's.</summary>
internal sealed record AskedMerge(string? Method, string? Title, string? Message, string? Head);

/// <summary>What <c>set-deployment-status</c> gives.</summary>
internal sealed record DeploymentStatusResult
{
    /// <summary>Id of the status.</summary>
    [Description("Id of the status.")]
    public string? Id { get; init; }

    /// <summary>The state that the deployment has now.</summary>
    [Description("The state that the deployment has now.")]
    public required string State { get; init; }
}

/// <summary>Reads an action's arguments, which the hub has held against their schema.</summary>
internal static class ArgumentReading
{
    /// <exception cref="ConnectorException">Permanent, when they are not what the schema asks for.</exception>
    public static TArguments Read<TArguments>(this ActionRequest request, JsonTypeInfo<TArguments> type)
        where TArguments : class
    {
        try
        {
            return request.Arguments.Deserialize(type) ?? throw ConnectorException.Permanent("The arguments are null; an object is expected.");
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Permanent($"The arguments are not what the action takes: {fault.Message}", fault);
        }
    }
}

/// <summary>The actions' JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateTicket))]
[JsonSerializable(typeof(AddComment))]
[JsonSerializable(typeof(CloseTicket))]
[JsonSerializable(typeof(Transition))]
[JsonSerializable(typeof(AskedMerge))]
[JsonSerializable(typeof(DispatchWorkflow))]
[JsonSerializable(typeof(Deploy))]
[JsonSerializable(typeof(SetDeploymentStatus))]
[JsonSerializable(typeof(CreateRelease))]
[JsonSerializable(typeof(CreatedResult))]
[JsonSerializable(typeof(CommentResult))]
[JsonSerializable(typeof(TicketResult))]
[JsonSerializable(typeof(MergeResult))]
[JsonSerializable(typeof(BuildResult))]
[JsonSerializable(typeof(DeployResult))]
[JsonSerializable(typeof(DeploymentStatusResult))]
internal sealed partial class ActionJson : JsonSerializerContext;
