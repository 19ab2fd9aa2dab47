using Microsoft.Extensions.Logging.Abstractions;

namespace Acme.Company.Scenario;

/// <summary>
/// Plays flows: each does something, says how long it waits, and goes on. Of two that are due at one moment the one that was put down first goes
/// first, so that the same flows with the same chance play the same way. Flows may be added from any thread; one at a time is played.
/// </summary>
public sealed partial class Timetable(WorldClock clock, ILogger? log = null)
{
    private readonly Lock _lock = new();
    private readonly ILogger _log = log ?? NullLogger.Instance;
    private readonly PriorityQueue<(IEnumerator<Wait> Flow, string Name), (DateTimeOffset Due, long Number)> _due = new();
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private double _speed = 1;
    private long _number;

    /// <summary>Begins a flow now.</summary>
    /// <param name="name">What it is, for the log.</param>
    /// <param name="flow">The flow.</param>
    public void Begin(string name, IEnumerable<Wait> flow) => Put(flow.GetEnumerator(), name, clock.GetUtcNow());

    /// <summary>Plays everything that is due until a moment.</summary>
    public void PlayTo(DateTimeOffset end)
    {
        while (Next(end) is { } next)
        {
            clock.PlayTo(next.Due);
            Step(next.Flow, next.Name);
        }

        clock.PlayTo(end);
    }

    /// <summary>Plays on with the real clock until it is ended.</summary>
    /// <param name="speed">How many times as fast waits pass; working hours are no longer kept.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(double speed, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        GoLive(speed);
        while (!cancellationToken.IsCancellationRequested)
        {
            if (Next(clock.GetUtcNow()) is { } next)
            {
                Step(next.Flow, next.Name);
                continue;
            }

            var (wait, added) = Until();
            await Task.WhenAny(added, Task.Delay(wait, clock.Real, cancellationToken));
        }
    }

    // What is put down already is due as much sooner as the world is faster.
    private void GoLive(double speed)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var left = _due.UnorderedItems.OrderBy(d => d.Priority).ToList();
            _due.Clear();
            clock.GoLive();
            var start = clock.GetUtcNow();
            foreach (var (flow, (due, number)) in left)
            {
                _due.Enqueue(flow, (start + ((due - now) / speed), number));
            }

            _speed = speed;
        }
    }

    private (IEnumerator<Wait> Flow, string Name, DateTimeOffset Due)? Next(DateTimeOffset end)
    {
        lock (_lock)
        {
            if (!_due.TryPeek(out var next, out var priority) || priority.Due > end)
            {
                return null;
            }

            _due.Dequeue();
            return (next.Flow, next.Name, priority.Due);
        }
    }

    private (TimeSpan Wait, Task Added) Until()
    {
        lock (_lock)
        {
            var wait = _due.TryPeek(out _, out var priority) ? priority.Due - clock.GetUtcNow() : TimeSpan.FromMinutes(1);
            return (wait < TimeSpan.Zero ? TimeSpan.Zero : wait > TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1) : wait, _added.Task);
        }
    }

    // What a flow deals with may be gone, or was changed by somebody: then the flow ends, and the world goes on.
    private void Step(IEnumerator<Wait> flow, string name)
    {
        try
        {
            if (flow.MoveNext())
            {
                var now = clock.GetUtcNow();
                Put(flow, name, clock.IsLive ? now + (flow.Current.Span / _speed) : flow.Current.From(now));
            }
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException)
        {
            GaveUp(name, fault.Message);
        }
    }

    private void Put(IEnumerator<Wait> flow, string name, DateTimeOffset due)
    {
        lock (_lock)
        {
            _due.Enqueue((flow, name), (due, _number++));
            _added.TrySetResult();
            _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The flow '{Flow}' ends before its time: {Reason}")]
    private partial void GaveUp(string flow, string reason);
}
