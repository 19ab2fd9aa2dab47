using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>One kind of change: looks at GitHub, does what is still to be done, and finds out what became of it.</summary>
internal abstract class RepositoryAction
{
    /// <summary>What the action is, for callers.</summary>
    public abstract ActionDescriptor Descriptor { get; }

    /// <summary>Carries it out; what is done already is taken as done.</summary>
    public abstract Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken);

    /// <summary>Tells what it would change.</summary>
    public abstract Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken);

    /// <summary>Finds out whether it was carried out.</summary>
    public abstract Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken);
}
