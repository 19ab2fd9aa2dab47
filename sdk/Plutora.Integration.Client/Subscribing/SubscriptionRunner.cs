using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Plutora.Integration.Client.Subscribing;

/// <summary>Runs subscriptions on a source of events.</summary>
/// <param name="source">Where events come from.</param>
/// <param name="time">The clock.</param>
/// <param name="options">How long is waited between tries; the defaults when null.</param>
/// <param name="logger">Where faults are logged; nowhere when null.</param>
public sealed partial class SubscriptionRunner(IEventSource source, TimeProvider time, SubscriberOptions? options = null, ILogger? logger = null)
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    /// <summary>Hands each event to its handlers, in order, and keeps the position after it with what the handlers stored. Returns only by an exception.</summary>
    /// <param name="subscription">Topics and handlers.</param>
    /// <param name="store">The subscriber's own store.</param>
    /// <param name="cancellationToken">Ends the subscription; what is not committed comes again at the next run.</param>
    /// <exception cref="HubException">
    /// The source refuses: 401 who asks, 403 what is asked for, 404 a topic, 410 a position of another log (see <see cref="Subscription.StartOverWhenPositionIsLost"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <remarks>What a handler or the store throws ends it too, as thrown, unless <see cref="Subscription.OnFault"/> decides otherwise.</remarks>
    public async Task RunAsync(Subscription subscription, ISubscriptionStore store, CancellationToken cancellationToken)
    {
        var run = new SubscriptionRun(subscription, store, options ?? new(), time, _logger);
        var query = new EventQuery(subscription.Topics)
        {
            Position = await store.LoadPositionAsync(subscription.Name, cancellationToken).ConfigureAwait(false),
            FromLatest = subscription.BeginsAtLatest,
        };
        var startedOver = false;
        while (true)
        {
            try
            {
                await foreach (var batch in Batches.OfAsync(source.StreamAsync(query, CancellationToken.None), subscription.BatchSize, cancellationToken).ConfigureAwait(false))
                {
                    await run.HandleAsync(batch, cancellationToken).ConfigureAwait(false);
                    startedOver = false;
                }
            }
            catch (HubException lost) when (lost.Status == HttpStatusCode.Gone && subscription.StartsOver && !startedOver)
            {
                StartsOver(subscription.Name, lost.Message);
                query = query with { Position = null, FromLatest = false };
                startedOver = true;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription '{Subscription}' starts over at the earliest event; what it has seen is dropped: {Reason}")]
    private partial void StartsOver(string subscription, string reason);
}
