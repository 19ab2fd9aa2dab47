using Plutora.Integration.Client.Subscribing;

namespace Plutora.Integration.Client.Publishing;

/// <summary>How a pump sends what waits in an outbox.</summary>
public sealed record OutboxOptions
{
    /// <summary>Events sent together at most. 100 by default, 1 to <see cref="HubPublisher.MostEvents"/>.</summary>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, HubPublisher.MostEvents);
            field = value;
        }
    } = 100;

    /// <summary>How often it looks for new events, unless it is woken. 1 second by default.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait after the first failure; it doubles. 1 second by default.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries, unless the hub asks for more. 30 seconds by default.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Told of each interruption before the wait; for logs and people. Must return at once.</summary>
    public Action<Interruption>? Interrupted { get; init; }

    /// <summary>Told of each event that the hub refused for good, after it was set aside. Must return at once.</summary>
    public Action<RefusedEvent>? Refused { get; init; }
}
