using System.ComponentModel;

namespace Plutora.Integration.Model.Actions;

/// <summary>Creates a request to change something in operation.</summary>
[ActionType("create-change")]
public record CreateChange : IActionArguments<CreatedResult>
{
    /// <summary>What is changed, in a line.</summary>
    [Description("What is changed, in a line.")]
    public required string Title { get; init; }

    /// <summary>Its kind as the tool names it: <c>standard</c>, <c>normal</c> or <c>emergency</c> where the tool follows ITIL.</summary>
    [Description("Its kind as the tool names it: standard, normal or emergency where the tool follows ITIL.")]
    public string? Kind { get; init; }

    /// <summary>What is changed and why, in full.</summary>
    [Description("What is changed and why, in full.")]
    public string? Description { get; init; }

    /// <summary>Its risk as the tool names it.</summary>
    [Description("Its risk as the tool names it.")]
    public string? Risk { get; init; }

    /// <summary>The application, service or configuration item that is changed, by id or name at the tool.</summary>
    [Description("The application, service or configuration item that is changed, by id or name at the tool.")]
    public string? Item { get; init; }

    /// <summary>Who carries it out: an id, login or e-mail that the tool knows.</summary>
    [Description("Who carries it out: an id, login or e-mail that the tool knows.")]
    public string? Assignee { get; init; }

    /// <summary>When the change is to begin.</summary>
    [Description("When the change is to begin.")]
    public DateTimeOffset? PlannedStart { get; init; }

    /// <summary>When the change is to be over.</summary>
    [Description("When the change is to be over.")]
    public DateTimeOffset? PlannedEnd { get; init; }
}

/// <summary>Approves a change in the name of the instance's user.</summary>
[ActionType("approve-change", "change-request")]
public record ApproveChange : IActionArguments<TicketResult>
{
    /// <summary>What is said about it.</summary>
    [Description("What is said about it.")]
    public string? Comment { get; init; }
}
