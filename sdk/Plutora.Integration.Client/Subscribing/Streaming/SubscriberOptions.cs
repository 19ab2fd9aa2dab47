namespace Plutora.Integration.Client.Subscribing;

/// <summary>How a subscriber holds on to its connection.</summary>
public sealed record SubscriberOptions
{
    /// <summary>Wait after the first failure; it doubles with each further one. 1 second by default.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries, unless the hub asks for more. 30 seconds by default.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the hub may be silent before the connection counts as lost: a hub sends something every 15 seconds, a half-open connection nothing.
    /// 45 seconds by default.
    /// </summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Largest event in bytes. 32 MB by default, above the 25 MB that a record may have.</summary>
    public int MaxEventBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Told of each interruption before the wait; for logs and people. Must return at once.</summary>
    public Action<Interruption>? Interrupted { get; init; }
}

/// <summary>A connection to the hub that ended or did not come about, and is taken up again.</summary>
/// <param name="Reason">What happened, for people.</param>
/// <param name="Failures">Failures in a row; 1 for the first.</param>
/// <param name="Wait">How long until the next try.</param>
public sealed record Interruption(string Reason, int Failures, TimeSpan Wait);
