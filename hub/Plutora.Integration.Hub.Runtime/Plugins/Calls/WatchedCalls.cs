using Plutora.Integration.Hub.Runtime.Plugins.Journal;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Hub.Runtime.Plugins.Calls;

/// <summary>Calls of one instance's plugin: in the journal while in flight, bounded in time, and without secrets in what they throw.</summary>
internal sealed class WatchedCalls(string instance, CallJournal journal, CallLimits limits, AnswerMask mask, TimeProvider time)
{
    public CallLimits Limits => limits;

    /// <summary>Runs one call.</summary>
    /// <param name="call">What is called, as the journal and people are told.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="run">The call; its token is cancelled when it is given up.</param>
    /// <param name="cancellationToken">Gives the call up at once, whether it comes back or not.</param>
    /// <param name="hung">What it means when the limit has passed; a transient failure by default.</param>
    /// <exception cref="ConnectorException">The limit has passed.</exception>
    public async Task<T> RunAsync<T>(string call, TimeSpan limit, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken, Func<string, Exception?, ConnectorException>? hung = null)
    {
        using var scope = journal.Begin(instance, call.Length <= 60 ? call : call[..60]);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // On a thread of the pool's own: a plugin that blocks must not hold the caller.
            return await Task.Run(() => run(ended.Token), cancellationToken).WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await ended.CancelAsync().ConfigureAwait(false);
            throw (hung ?? Passing)($"The connector did not answer call '{call}' within {limit.TotalSeconds:0} s and is taken for hung; report it to the connector's author.", null);
        }
        catch (Exception fault) when (mask.Of(fault) is var masked && masked != fault)
        {
            throw masked;
        }
    }

    private static ConnectorException Passing(string message, Exception? inner) => ConnectorException.Transient(message, inner);
}
