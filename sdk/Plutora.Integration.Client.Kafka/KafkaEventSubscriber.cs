using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Client.Kafka.Reading;
using Plutora.Integration.Client.Subscribing;

namespace Plutora.Integration.Client.Kafka;

/// <summary>
/// Subscribes to a hub's normalized topics on Kafka itself: committed records only, the same events, handlers and stores as an <see cref="EventSubscriber"/> over
/// HTTP. Order is kept per entity. A broker that does not answer is waited for; what is refused ends the stream with a <see cref="HubException"/>, as over HTTP.
/// </summary>
/// <remarks>Kafka guards per topic only: who may read a topic reads all of its events, whatever the scopes of API keys. Positions of Kafka and of HTTP are not interchangeable.</remarks>
public sealed class KafkaEventSubscriber : IEventSource
{
    private readonly KafkaSubscriberOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Subscribes to a hub's topics.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where interruptions and faults are logged; nowhere when null.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message lists every fault.</exception>
    public KafkaEventSubscriber(KafkaSubscriberOptions options, TimeProvider time, ILogger<KafkaEventSubscriber>? logger = null)
    {
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        }

        (_options, _time, _logger) = (options, time, (ILogger?)logger ?? NullLogger.Instance);
    }

    /// <summary>Hands each event to its handlers, in order, and keeps the position after it with what the handlers stored: each event's effect once. Returns only by an exception.</summary>
    /// <param name="subscription">Topics and handlers.</param>
    /// <param name="store">The subscriber's own store, which holds the position.</param>
    /// <param name="cancellationToken">Ends the subscription; what is not committed comes again at the next run.</param>
    /// <exception cref="HubException">Kafka refuses: 401 who asks, 403 what is asked for, 404 a topic; 410: the position is of another cluster, or a topic was made anew.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <remarks>What a handler or the store throws ends it too, as thrown, unless <see cref="Subscription.OnFault"/> decides otherwise.</remarks>
    public Task RunAsync(Subscription subscription, ISubscriptionStore store, CancellationToken cancellationToken) =>
        new SubscriptionRunner(this, _time, _options.Subscriber, _logger).RunAsync(subscription, store, cancellationToken);

    /// <summary>
    /// As a member of the consumer group that has the subscription's name: its members share the partitions, and Kafka keeps the position, committed after the
    /// handlers returned. Delivery is at least once.
    /// </summary>
    /// <param name="subscription">Topics and handlers; the same for all members.</param>
    /// <param name="store">A store that remembers what was seen, shared by the members, so that each event has its effect once; null: handlers must bear repetition.</param>
    /// <param name="cancellationToken">Ends the membership; what is not committed comes again, here or at another member.</param>
    /// <exception cref="HubException">As the other form.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsGroupAsync(Subscription subscription, ISubscriptionStore? store, CancellationToken cancellationToken)
    {
        await using var source = new GroupSource(_options, subscription.Name, _logger);
        await new SubscriptionRunner(source, _time, _options.Subscriber, _logger).RunAsync(subscription, new GroupStore(source, store), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Yields events as they come, beside all groups.</summary>
    /// <param name="query">Which events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="HubException">As <see cref="RunAsync"/>.</exception>
    public async IAsyncEnumerable<ReceivedEvent> StreamAsync(EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = await TopicReader.OpenAsync(_options, query, _time, _logger).ConfigureAwait(false);
        await foreach (var received in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return received;
        }
    }
}
