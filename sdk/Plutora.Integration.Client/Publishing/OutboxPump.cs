using System.Data.Common;
using System.Net;
using Plutora.Integration.Client.Subscribing;

namespace Plutora.Integration.Client.Publishing;

/// <summary>
/// Sends what waits in an outbox, in order, and takes it out once the hub has it. Cut anywhere, it sends again what it is not sure of under the same ids, which the
/// hub drops: each event has its effect once. Several may run on one outbox.
/// </summary>
/// <param name="outbox">The outbox.</param>
/// <param name="api">The hub, with a key that may publish as the service.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="options">How it works.</param>
public sealed class OutboxPump(DbOutbox outbox, HubApi api, TimeProvider time, OutboxOptions? options = null)
{
    private readonly OutboxOptions _options = options ?? new();

    /// <summary>Sends until it is cancelled. Neither the hub nor the database being away ends it: both are waited out, and told to <see cref="OutboxOptions.Interrupted"/>.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            try
            {
                var sent = await SendNextAsync(cancellationToken).ConfigureAwait(false);
                failures = 0;
                if (!sent)
                {
                    await outbox.WokenAsync(_options.PollInterval, time, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested && (fault is HubException or DbException || Retry.IsPassing(fault, cancellationToken)))
            {
                var wait = Retry.After(++failures, new() { FirstRetry = _options.FirstRetry, LongestRetry = _options.LongestRetry }, (fault as HubException)?.RetryAfter);
                _options.Interrupted?.Invoke(new(fault.Message, failures, wait));
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends what waits now, at most one batch.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when nothing waits.</returns>
    /// <exception cref="HubException">The hub refuses the key, or cannot take it now; what waits stays.</exception>
    /// <exception cref="HttpRequestException">The hub cannot be reached; what waits stays.</exception>
    public async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        var batch = await outbox.NextAsync(_options.BatchSize, cancellationToken).ConfigureAwait(false);
        if (batch.Count == 0)
        {
            return false;
        }

        try
        {
            await SendAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException refused) when (batch.Count > 1 && IsOfAnEvent(refused))
        {
            // One of them is not taken; the hub took none, so each goes by itself, in order.
            foreach (var one in batch)
            {
                await SendOneAsync(one, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (HubException refused) when (IsOfAnEvent(refused))
        {
            await SetAsideAsync(batch[0], refused, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task SendOneAsync(WaitingEvent one, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync([one], cancellationToken).ConfigureAwait(false);
        }
        catch (HubException refused) when (IsOfAnEvent(refused))
        {
            await SetAsideAsync(one, refused, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(IReadOnlyList<WaitingEvent> batch, CancellationToken cancellationToken)
    {
        await HubPublisher.SendAsync(api, [.. batch.Select(e => e.Body)], cancellationToken).ConfigureAwait(false);
        await outbox.RemoveAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async Task SetAsideAsync(WaitingEvent one, HubException refused, CancellationToken cancellationToken)
    {
        var reason = string.Join('\n', [refused.Message, .. refused.Faults]);
        await outbox.RefuseAsync(one, reason, cancellationToken).ConfigureAwait(false);
        _options.Refused?.Invoke(new(one.Id, one.Subject, one.Body, reason));
    }

    // What is wrong with an event stays so. A key that is not known or may not publish at all is not the event's fault: it is waited for.
    private static bool IsOfAnEvent(HubException refused) => refused.Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
        || refused is { Status: HttpStatusCode.Forbidden, Faults.Count: > 0 };
}
