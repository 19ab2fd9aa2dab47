using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Sdk.Connectors;

/// <summary>
/// One configured connector at work. Opened by <see cref="IConnector.Open"/>, disposed when the instance is paused, changed,
/// removed or restarted.
/// </summary>
/// <remarks>
/// The hub calls at most one read a stream at a time; <see cref="ReceiveAsync"/>, <see cref="ExecuteAsync"/> and
/// <see cref="FetchAsync"/> may run beside it and beside each other. Failures are told by <see cref="ConnectorException"/>: its kind
/// decides whether the hub retries, waits or stops the instance. Any other exception counts as a defect of the plugin and restarts
/// the instance with backoff. Cancellation means the hub no longer waits for the answer; return within a few seconds.
/// </remarks>
public abstract class ConnectorInstance : IAsyncDisposable
{
    /// <summary>
    /// Tries address and credentials with the cheapest call the tool has. May be repeated at any time. What a call of the tool throws is let through, since its kind decides how long the hub waits; a failure is
    /// returned for what the tool answered well and what still cannot be read, such as a project that is not there, and counts as <see cref="ConnectorErrorKind.Transient"/>.
    /// </summary>
    public abstract Task<CheckResult> CheckAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads a stream from a cursor as pages. The hub stores a page's records and its cursor in one transaction before it asks for
    /// the next page, so a page is never skipped; after a crash the page is read again from the last stored cursor.
    /// </summary>
    /// <param name="request">Stream, mode and cursor.</param>
    /// <param name="cancellationToken">Ends the read between two pages or during a call; what was stored stays.</param>
    /// <returns>Pages in order. Ending without a page means: nothing new. An error is thrown, never told as an empty page.</returns>
    public abstract IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Parses a webhook delivery or an uploaded file into records. The hub has verified the delivery and stores the records before it
    /// answers the tool, so this does no I/O and returns fast.
    /// </summary>
    /// <exception cref="ConnectorException">Permanent, when the body is not what the tool documents: it becomes a dead letter.</exception>
    public virtual ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        throw ConnectorException.Permanent("This connector receives no webhooks and no uploads.");

    /// <summary>Reads one record as the tool has it now; asked when two versions tie (rule 8 of state). May be repeated.</summary>
    /// <returns>The record, or null when the tool no longer has it.</returns>
    /// <exception cref="NotSupportedException">The stream's <see cref="StreamDescriptor.CanFetch"/> is false.</exception>
    public virtual Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"Stream '{request.Stream}' cannot fetch single records.");

    /// <summary>
    /// Carries out an action in the tool. Called once per action; called again only when the action is declared idempotent or the
    /// earlier call failed before anything was sent (<see cref="ConnectorErrorKind.Transient"/>).
    /// </summary>
    /// <exception cref="ConnectorException">Ambiguous, when the request was sent and the answer was lost: it is then never repeated blindly.</exception>
    public virtual Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"Action '{request.Action}' is not offered by this connector.");

    /// <summary>Tells what an action would change, without changing it. Called only where <see cref="ActionDescriptor.CanPreview"/> is true.</summary>
    public virtual Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"Action '{request.Action}' has no preview.");

    /// <summary>Looks at the tool to learn what became of an action whose answer was lost. May be repeated; changes nothing.</summary>
    public virtual Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(ActionSettlement.Unknown);

    /// <summary>
    /// What the tool said last of its limits of requests, each by its name; empty where it says nothing of any. Looked at after each
    /// call, to be shown to people: it does no I/O and returns at once.
    /// </summary>
    public virtual IReadOnlyList<RateLimit> RateLimits => [];

    /// <summary>Releases what the instance holds. Called once, after the last call has returned or was given up.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
