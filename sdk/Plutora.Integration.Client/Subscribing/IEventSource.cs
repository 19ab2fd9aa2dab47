namespace Plutora.Integration.Client.Subscribing;

/// <summary>Where events come from: a hub over HTTP (<see cref="EventSubscriber"/>), or another way of reading its topics, such as Kafka.</summary>
public interface IEventSource
{
    /// <summary>Yields events as they come, and goes on by itself after what passes.</summary>
    /// <param name="query">Which events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="HubException">What was asked is refused: 401 who asks, 403 what is asked for, 404 a topic, 410 a position of another log.</exception>
    IAsyncEnumerable<ReceivedEvent> StreamAsync(EventQuery query, CancellationToken cancellationToken);
}
