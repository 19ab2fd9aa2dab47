namespace Plutora.Integration.Client.Acting;

/// <summary>How an <see cref="ActionClient"/> waits.</summary>
public sealed record ActionClientOptions
{
    /// <summary>How often one call is tried while the hub cannot be reached or cannot answer. 5 by default.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Wait after the first failure; it doubles. 1 second by default.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries, unless the hub asks for more. 30 seconds by default.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one call lets the hub hold its answer back until the action is over. 30 seconds by default, a minute at most; less than the time-out of the HTTP client.</summary>
    public TimeSpan HeldAnswer { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two looks at an entity that is followed (<see cref="ActionClient.FollowAsync"/>). 2 seconds by default.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(2);
}
