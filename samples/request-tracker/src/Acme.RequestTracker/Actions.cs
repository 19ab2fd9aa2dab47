using System.ComponentModel.DataAnnotations;

namespace Acme.RequestTracker;

/// <summary>Arguments of <c>close-ticket</c>.</summary>
public sealed class CloseArguments
{
    [Display(Name = "Status", Description = "An inactive status of the queue's lifecycle, such as resolved or rejected.")]
    public string Status { get; set; } = "resolved";
}

/// <summary>Arguments of <c>comment</c>.</summary>
public sealed class CommentArguments
{
    [Required, Display(Name = "Text", Description = "The comment, as plain text.")]
    public string Text { get; set; } = "";
}

/// <summary>What both actions tell.</summary>
public sealed class TicketResult
{
    [Display(Name = "Status", Description = "The ticket's status afterwards; missing where it was not asked for again.")]
    public string? Status { get; set; }
}
