using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>The actions of one instance, by name.</summary>
internal sealed class ActionDesk(GitHubApi api, GitHubOptions options, TimeProvider time)
{
    private readonly Dictionary<string, RepositoryAction> _actions = Make(new(api), options, time).ToDictionary(a => a.Descriptor.Name, StringComparer.Ordinal);

    /// <summary>What a connector offers, for its descriptor: made without a GitHub to speak to.</summary>
    public static IReadOnlyList<ActionDescriptor> Offers { get; } =
    [
        CreateIssueAction.Offer, CommentAction.Offer, MoveIssueAction.TransitionOffer, MoveIssueAction.CloseOffer, MergeAction.Offer,
        DispatchAction.Offer, DeployAction.Offer, DeploymentStatusAction.Offer, ReleaseAction.Offer,
    ];

    public RepositoryAction Find(ActionRequest request) =>
        _actions.GetValueOrDefault(request.Action) ?? throw new NotSupportedException($"Action '{request.Action}' is not offered by this connector.");

    private static IEnumerable<RepositoryAction> Make(RepositoryAccess access, GitHubOptions options, TimeProvider time) =>
    [
        new CreateIssueAction(access), new CommentAction(access), MoveIssueAction.Transition(access), MoveIssueAction.Close(access), new MergeAction(access),
        new DispatchAction(access, new(access, options.ActionInput, time)), new DeployAction(access), new DeploymentStatusAction(access), new ReleaseAction(access),
    ];
}
