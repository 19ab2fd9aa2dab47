namespace Plutora.Integration.Client.Tests.Subscribing;

/// <summary>What happens at a point of the subscriber's work.</summary>
public enum Cut
{
    /// <summary>The handler or the store throws, and the subscription ends.</summary>
    Throw,

    /// <summary>The handler or the store throws, and the subscription is told to try again.</summary>
    ThrowAndRetry,

    /// <summary>The subscriber is stopped and started again.</summary>
    Stop,

    /// <summary>The connection is reset.</summary>
    Connection,

    /// <summary>The hub is started again.</summary>
    Hub,
}

/// <summary>A cut, and how many points after the one before it comes.</summary>
/// <param name="After">Points; 1 for the next.</param>
/// <param name="Kind">What happens.</param>
public sealed record PlannedCut(int After, Cut Kind);

/// <summary>A fault that the test made.</summary>
internal sealed class MadeFault(bool retry) : Exception("A fault that the test made.")
{
    public bool Retry { get; } = retry;
}

/// <summary>Carries the planned cuts out: every point of the subscriber's work passes here.</summary>
internal sealed class Cuts(IEnumerable<PlannedCut> planned, Func<Task> cutConnection, Func<Task> restartHub)
{
    private readonly Queue<PlannedCut> _waiting = new(planned);
    private int _points;

    public Action Stop { get; set; } = () => { };

    public async Task PointAsync()
    {
        if (!_waiting.TryPeek(out var next) || ++_points < next.After)
        {
            return;
        }

        _waiting.Dequeue();
        _points = 0;
        switch (next.Kind)
        {
            case Cut.Connection:
                await cutConnection();
                break;
            case Cut.Hub:
                await restartHub();
                break;
            case Cut.Stop:
                Stop();
                throw new OperationCanceledException("Stopped by the test.");
            default:
                throw new MadeFault(next.Kind == Cut.ThrowAndRetry);
        }
    }
}
