using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>Handles events within transactions of the store. Handling a batch again is always safe for what lies within the transaction: what was committed is seen, what was not is rolled back.</summary>
internal sealed partial class SubscriptionRun(Subscription subscription, ISubscriptionStore store, SubscriberOptions options, TimeProvider time, ILogger logger)
{
    public async Task HandleAsync(IReadOnlyList<ReceivedEvent> batch, CancellationToken cancellationToken)
    {
        if (batch.Count > 1)
        {
            try
            {
                await TransactAsync(batch, skip: false, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception fault) when (!Ends(fault, cancellationToken))
            {
                Separates(subscription.Name, batch.Count, fault.Message);
            }
        }

        foreach (var received in batch)
        {
            await HandleOneAsync(received, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task HandleOneAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TransactAsync([received], skip: false, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception fault) when (!Ends(fault, cancellationToken))
            {
                var decision = subscription.Decide(new(received, fault, attempt));
                Failed(fault, subscription.Name, received.Event?.Id ?? received.Position, attempt, decision);
                if (decision == FaultDecision.Stop)
                {
                    throw;
                }

                if (decision == FaultDecision.Skip)
                {
                    await TransactAsync([received], skip: true, cancellationToken).ConfigureAwait(false);
                    return;
                }
            }

            await Task.Delay(Retry.After(attempt, options, null), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TransactAsync(IReadOnlyList<ReceivedEvent> batch, bool skip, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(subscription.Name, cancellationToken).ConfigureAwait(false);
        foreach (var received in batch)
        {
            if (received.Event is not { } told || await transaction.SeenVersionAsync(told.Subject, cancellationToken).ConfigureAwait(false) >= told.EntityVersion)
            {
                continue;
            }

            if (!skip)
            {
                await subscription.DispatchAsync(received, told, transaction.Database, cancellationToken).ConfigureAwait(false);
            }

            await transaction.MarkSeenAsync(told.Subject, told.EntityVersion, cancellationToken).ConfigureAwait(false);
        }

        await transaction.SavePositionAsync(batch[^1].Position, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static bool Ends(Exception fault, CancellationToken cancellationToken) => fault is OperationCanceledException && cancellationToken.IsCancellationRequested;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription '{Subscription}': {Count} events could not be handled together and are handled one by one: {Reason}")]
    private partial void Separates(string subscription, int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscription '{Subscription}' failed on {Event} in attempt {Attempt}; it goes on with: {Decision}.")]
    private partial void Failed(Exception fault, string subscription, string @event, int attempt, FaultDecision decision);
}
