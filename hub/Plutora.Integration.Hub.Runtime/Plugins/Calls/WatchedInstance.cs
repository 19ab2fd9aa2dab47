using System.Runtime.CompilerServices;
using Plutora.Integration.Hub.Runtime.Plugins.Journal;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Hub.Runtime.Plugins.Calls;

/// <summary>
/// A connector's instance as the hub calls it: each call is in the journal while it is in flight, so that one which ends the process is
/// held back at the next start (rule 34 of state), and none is waited for without end.
/// </summary>
internal sealed class WatchedInstance(string instance, ConnectorInstance inner, CallJournal journal, CallLimits limits, TimeProvider time) : ConnectorInstance
{
    public override Task<CheckResult> CheckAsync(CancellationToken cancellationToken) =>
        CallAsync("check", limits.Check, inner.CheckAsync, cancellationToken);

    public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = $"read:{request.Stream}";
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pages = await CallAsync(call, limits.Page, ct => Task.FromResult(inner.ReadAsync(request, ended.Token).GetAsyncEnumerator(ended.Token)), cancellationToken).ConfigureAwait(false);
        var hung = true;
        try
        {
            while (true)
            {
                hung = true;
                var more = await CallAsync(call, limits.Page, async _ => await pages.MoveNextAsync().ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                hung = false;
                if (!more)
                {
                    yield break;
                }

                yield return pages.Current;
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);

            // An enumerator whose call has not come back cannot be disposed; it goes with the plugin.
            if (!hung)
            {
                await pages.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public override async ValueTask<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        await CallAsync("receive", limits.Receive, async ct => await inner.ReceiveAsync(request, ct).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public override Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken) =>
        CallAsync($"fetch:{request.Stream}", limits.Page, ct => inner.FetchAsync(request, ct), cancellationToken);

    public override Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken) =>
        CallAsync($"execute:{request.Action}", limits.Page, ct => inner.ExecuteAsync(request, ct), cancellationToken);

    public override Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken) =>
        CallAsync($"preview:{request.Action}", limits.Page, ct => inner.PreviewAsync(request, ct), cancellationToken);

    public override Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken) =>
        CallAsync($"settle:{request.Action}", limits.Page, ct => inner.SettleAsync(request, ct), cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    // On a thread of the pool's own: a plugin that blocks must not hold the caller.
    private async Task<T> CallAsync<T>(string call, TimeSpan limit, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        using var scope = journal.Begin(instance, call.Length <= 60 ? call : call[..60]);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await Task.Run(() => run(ended.Token), cancellationToken).WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await ended.CancelAsync().ConfigureAwait(false);
            throw ConnectorException.Transient($"The connector did not answer call '{call}' within {limit.TotalSeconds:0} s and is taken for hung. It is opened anew; report it to the connector's author.");
        }
    }
}
