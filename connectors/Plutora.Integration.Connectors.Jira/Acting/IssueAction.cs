using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>One kind of change: looks at Jira, plans what it takes, does it, and finds out what became of it.</summary>
internal abstract class IssueAction
{
    /// <summary>What the action is, for callers.</summary>
    public abstract ActionDescriptor Descriptor { get; }

    /// <summary>Carries it out; what is done already is taken as done.</summary>
    public abstract Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken);

    /// <summary>Tells what it would change.</summary>
    public abstract Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken);

    /// <summary>Finds out whether it was carried out.</summary>
    public abstract Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken);

    /// <summary>The issue that the action is about.</summary>
    protected static string Target(ActionRequest request) =>
        request.Target is { Length: > 0 } id ? id : throw ConnectorException.Permanent($"The action '{request.Action}' needs an issue as its target.");
}
