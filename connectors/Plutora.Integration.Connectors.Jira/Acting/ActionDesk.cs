using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>The actions of one instance, by name.</summary>
internal sealed class ActionDesk(JiraApi api, JiraOptions options)
{
    private readonly Dictionary<string, IssueAction> _actions = Make(new(api), options).ToDictionary(a => a.Descriptor.Name, StringComparer.Ordinal);

    /// <summary>What a connector offers, for its descriptor: made without a Jira to speak to.</summary>
    public static IReadOnlyList<ActionDescriptor> Offers { get; } =
    [
        CreateTicketAction.Offer, CommentAction.Offer, MoveAction.TransitionOffer, MoveAction.CloseOffer, LinkAction.Offer, FixVersionAction.Offer,
    ];

    public IssueAction Find(ActionRequest request) =>
        _actions.GetValueOrDefault(request.Action) ?? throw new NotSupportedException($"Action '{request.Action}' is not offered by this connector.");

    private static IEnumerable<IssueAction> Make(IssueAccess issues, JiraOptions options) =>
    [
        new CreateTicketAction(issues), new CommentAction(issues), MoveAction.Transition(issues), MoveAction.Close(issues, options.CloseStates), new LinkAction(issues), new FixVersionAction(issues),
    ];
}
