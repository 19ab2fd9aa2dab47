using System.ComponentModel;

namespace Plutora.Integration.Model.Actions;

/// <summary>Closes a ticket: the work item, incident, problem or change is done and nobody works on it any more.</summary>
[ActionType("close-ticket", "work-item", "incident", "problem", "change-request")]
public record CloseTicket : IActionArguments<TicketResult>
{
    /// <summary>How it ended, as the tool names it: a resolution such as <c>Done</c>, a close code such as <c>Solved (Permanently)</c>. The tool's or the instance's default where none is given.</summary>
    [Description("How it ended, as the tool names it: a resolution such as Done, a close code such as Solved (Permanently). The tool's or the instance's default where none is given.")]
    public string? Resolution { get; init; }

    /// <summary>What is said about it: a comment, or the tool's close notes.</summary>
    [Description("What is said about it: a comment, or the tool's close notes.")]
    public string? Comment { get; init; }
}

/// <summary>Brings a ticket into another state.</summary>
[ActionType("transition", "work-item", "incident", "problem", "change-request")]
public record Transition : IActionArguments<TicketResult>
{
    /// <summary>The state as the tool names it, such as <c>In Review</c>.</summary>
    [Description("The state as the tool names it, such as In Review.")]
    public required string State { get; init; }

    /// <summary>What is said about it.</summary>
    [Description("What is said about it.")]
    public string? Comment { get; init; }
}

/// <summary>Adds a comment that people at the tool see.</summary>
[ActionType("comment", "work-item", "incident", "problem", "change-request", "pull-request")]
public record AddComment : IActionArguments<CommentResult>
{
    /// <summary>The comment, in the tool's own markup or as plain text.</summary>
    [Description("The comment, in the tool's own markup or as plain text.")]
    public required string Text { get; init; }
}

/// <summary>Creates a ticket in a container: a project, a table, a queue.</summary>
[ActionType("create-ticket")]
public record CreateTicket : IActionArguments<CreatedResult>
{
    /// <summary>What it is about, in a line.</summary>
    [Description("What it is about, in a line.")]
    public required string Title { get; init; }

    /// <summary>Its kind as the tool names it, such as <c>Bug</c> or <c>incident</c>; the container's default where none is given.</summary>
    [Description("Its kind as the tool names it, such as Bug or incident; the container's default where none is given.")]
    public string? Kind { get; init; }

    /// <summary>What it is about, in full, in the tool's own markup or as plain text.</summary>
    [Description("What it is about, in full, in the tool's own markup or as plain text.")]
    public string? Description { get; init; }

    /// <summary>Its priority as the tool names it.</summary>
    [Description("Its priority as the tool names it.")]
    public string? Priority { get; init; }

    /// <summary>Who works on it: an id, login or e-mail that the tool knows.</summary>
    [Description("Who works on it: an id, login or e-mail that the tool knows.")]
    public string? Assignee { get; init; }

    /// <summary>What it is part of: the parent's key or id at the tool.</summary>
    [Description("What it is part of: the parent's key or id at the tool.")]
    public string? Parent { get; init; }

    /// <summary>Labels that it bears.</summary>
    [Description("Labels that it bears.")]
    public IReadOnlyList<string>? Labels { get; init; }
}
