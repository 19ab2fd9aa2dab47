using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.ServiceNow.Actions;

/// <summary>The actions, all of the common data model.</summary>
internal static class ServiceNowActions
{
    public const string Close = "close-ticket";
    public const string Create = "create-ticket";
    public const string Comment = "comment";
    public const string Transition = "transition";
    public const string CreateChange = "create-change";
    public const string Approve = "approve-change";

    public static IReadOnlyList<ActionDescriptor> All { get; } =
    [
        Of<CloseTicket, TicketResult>("Closes an incident, a change request or a task of one, with the close code and the close notes that ServiceNow asks for.", "incident", "change-request", "work-item"),
        Of<CreateTicket, CreatedResult>("Creates an incident or a problem; the container is the assignment group, by name or sys_id."),
        Of<Transition, TicketResult>("Sets the state of a ticket, by label or value.", "incident", "change-request", "problem", "work-item"),
        Of<CreateChange, CreatedResult>("Creates a change request; the container is the assignment group, by name or sys_id."),
        Of<ApproveChange, TicketResult>("Gives the approval of a change request that waits for the account."),

        // Which of two notes of one wording is whose cannot be told: a lost answer stays unknown.
        ActionDescriptor.Common<AddNote, CommentResult>("Adds a work note to a ticket, or a comment that who reported it sees.", "incident", "change-request", "problem", "work-item") with { CanPreview = true },
    ];

    private static ActionDescriptor Of<TArguments, TResult>(string description, params IReadOnlyList<string> entities)
        where TArguments : class
        where TResult : class => ActionDescriptor.Common<TArguments, TResult>(description, entities) with { CanPreview = true, CanSettle = true };
}
