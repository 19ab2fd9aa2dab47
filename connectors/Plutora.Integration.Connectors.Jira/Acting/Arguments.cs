using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Plutora.Integration.Model.Actions;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>What <c>create-ticket</c> takes at Jira.</summary>
public sealed record CreateIssue : CreateTicket
{
    /// <summary>Further fields, by name or id: texts, numbers, or lists of them; written as the field's type asks for.</summary>
    [Description("Further fields by name or id, such as 'Story Points' or customfield_10016. A value is a text (the name of an option, version, component or person, a day, an instant), a number, or a list of them, and is written as the field's type asks for; an object is taken as Jira's own form.")]
    public IReadOnlyDictionary<string, JsonElement>? Fields { get; init; }
}

/// <summary>What <c>close-ticket</c> takes at Jira.</summary>
public sealed record CloseIssue : CloseTicket
{
    /// <summary>The state that it is closed with, where the workflow has several.</summary>
    [Description("The state that it is closed with, such as Done, where the workflow has several; by default one that the instance's option 'closeStates' names.")]
    public string? State { get; init; }
}

/// <summary>What <c>transition</c> takes at Jira.</summary>
public sealed record MoveIssue : Transition
{
    /// <summary>The resolution, where the way into the state asks for one.</summary>
    [Description("The resolution, such as Done, where the way into the state asks for one.")]
    public string? Resolution { get; init; }
}

/// <summary>What <c>link</c> takes.</summary>
public sealed record LinkIssue
{
    /// <summary>Key or id of the issue that the target is linked to.</summary>
    [Required]
    [Description("Key or id of the issue that the target is linked to, such as SHOP-12.")]
    public required string To { get; init; }

    /// <summary>What the target is to the other issue.</summary>
    [Description("What the target is to the other issue, as the tool says it: 'blocks', 'is blocked by', or the name of a kind of links. 'Relates' by default.")]
    public string Relation { get; init; } = "Relates";

    /// <summary>What is said about it.</summary>
    [Description("What is said about it: a comment at the issue that the link leads from.")]
    public string? Comment { get; init; }
}

/// <summary>What <c>link</c> gives.</summary>
public sealed record LinkResult
{
    /// <summary>What the target is to the other issue, as Jira says it.</summary>
    [Description("What the target is to the other issue, as the tool says it.")]
    public required string Relation { get; init; }

    /// <summary>Where people look at the target.</summary>
    [Description("Where people look at the target.")]
    public string? Url { get; init; }
}

/// <summary>What <c>set-fix-version</c> takes.</summary>
public sealed record SetFixVersion
{
    /// <summary>Name or id of a version of the issue's project.</summary>
    [Required]
    [Description("Name or id of a version of the issue's project.")]
    public required string Version { get; init; }

    /// <summary>True to keep the fix versions that the issue has; otherwise the version takes their place.</summary>
    [Description("True to keep the fix versions that the issue has; otherwise the version takes their place.")]
    public bool Keep { get; init; }
}

/// <summary>What <c>set-fix-version</c> gives.</summary>
public sealed record FixVersionResult
{
    /// <summary>Names of the fix versions that the issue has now.</summary>
    [Description("Names of the fix versions that the issue has now.")]
    public required IReadOnlyList<string> FixVersions { get; init; }

    /// <summary>Where people look at the issue.</summary>
    [Description("Where people look at the issue.")]
    public string? Url { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateIssue))]
[JsonSerializable(typeof(AddComment))]
[JsonSerializable(typeof(CloseIssue))]
[JsonSerializable(typeof(MoveIssue))]
[JsonSerializable(typeof(LinkIssue))]
[JsonSerializable(typeof(SetFixVersion))]
[JsonSerializable(typeof(CreatedResult))]
[JsonSerializable(typeof(CommentResult))]
[JsonSerializable(typeof(TicketResult))]
[JsonSerializable(typeof(LinkResult))]
[JsonSerializable(typeof(FixVersionResult))]
internal sealed partial class ActionJson : JsonSerializerContext;
