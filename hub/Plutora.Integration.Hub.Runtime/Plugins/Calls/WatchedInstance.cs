using System.Runtime.CompilerServices;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Hub.Runtime.Plugins.Calls;

/// <summary>
/// A connector's instance as the hub calls it: each call is in the journal while it is in flight, so that one which ends the process is
/// held back at the next start (rule 34 of state), none is waited for without end, and no secret leaves in what it tells.
/// </summary>
internal sealed class WatchedInstance(ConnectorInstance inner, WatchedCalls calls, AnswerMask mask) : ConnectorInstance
{
    private volatile IReadOnlyList<RateLimit> _rateLimits = [];

    /// <summary>What the plugin said of them at the end of its last call; it is not asked by who looks.</summary>
    public override IReadOnlyList<RateLimit> RateLimits => _rateLimits;

    public override async Task<CheckResult> CheckAsync(CancellationToken cancellationToken) =>
        mask.Of(await calls.RunAsync("check", calls.Limits.Check, ct => NotingAsync(inner.CheckAsync(ct)), cancellationToken).ConfigureAwait(false));

    public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = $"read:{request.Stream}";
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<RecordPage>? pages = null;
        var hung = true;
        try
        {
            while (true)
            {
                // Begun in the call of its first page: as a call of its own it would complete, and excuse each time the page that ends the process.
                hung = true;
                var more = await calls.RunAsync(
                    call, calls.Limits.Page, _ => NotingAsync((pages ??= inner.ReadAsync(request, ended.Token).GetAsyncEnumerator(ended.Token)).MoveNextAsync().AsTask()), cancellationToken).ConfigureAwait(false);
                hung = false;
                if (!more)
                {
                    yield break;
                }

                yield return mask.Of(pages!.Current, request.Stream);
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);

            // An enumerator whose call has not come back cannot be disposed; it goes with the plugin.
            if (!hung && pages is { } left)
            {
                await calls.RunAsync(call, calls.Limits.Close, async _ => await DisposedAsync(left).ConfigureAwait(false), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    public override async ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        mask.Of(await calls.RunAsync("receive", calls.Limits.Receive, async ct => await inner.ReceiveAsync(request, ct).ConfigureAwait(false), cancellationToken).ConfigureAwait(false));

    public override Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken) =>
        calls.RunAsync($"fetch:{request.Stream}", calls.Limits.Page, ct => NotingAsync(inner.FetchAsync(request, ct)), cancellationToken);

    // One that hangs may have reached the tool.
    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) =>
        mask.Of(await calls.RunAsync($"execute:{request.Action}", calls.Limits.Page, ct => NotingAsync(inner.ExecuteAsync(request, ct)), cancellationToken, ConnectorException.Ambiguous).ConfigureAwait(false));

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken) =>
        mask.Of(await calls.RunAsync($"preview:{request.Action}", calls.Limits.Page, ct => NotingAsync(inner.PreviewAsync(request, ct)), cancellationToken).ConfigureAwait(false));

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var settled = await calls.RunAsync($"settle:{request.Action}", calls.Limits.Page, ct => NotingAsync(inner.SettleAsync(request, ct)), cancellationToken).ConfigureAwait(false);
        return settled.Result is { } result ? settled with { Result = mask.Of(result) } : settled;
    }

    /// <summary>Closes the plugin's instance; one that does not close in time is let go, so that it hangs neither its removal nor the hub's end.</summary>
    public override async ValueTask DisposeAsync()
    {
        await calls.RunAsync("close", calls.Limits.Close, async _ => await DisposedAsync(inner).ConfigureAwait(false), CancellationToken.None).ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    // Within the call and its limit of time: where the plugin hangs or throws, it does so there and in front of nobody who looks.
    private async Task<T> NotingAsync<T>(Task<T> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        finally
        {
            try
            {
                _rateLimits = mask.Of(inner.RateLimits);
            }
            catch (Exception)
            {
                // What it cannot say of its limits does not make the call fail.
                _rateLimits = [];
            }
        }
    }

    private static async Task<bool> DisposedAsync(IAsyncDisposable one)
    {
        await one.DisposeAsync().ConfigureAwait(false);
        return true;
    }
}
