namespace Plutora.Integration.WebConsole.Live;

/// <summary>Tells the pages that are looked at to look again, once a second, as long as there are any. One clock for all of them: nothing runs while nobody looks, and browsers ask nothing, they are sent what differs.</summary>
/// <param name="time">The clock.</param>
public sealed class Pulse(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly HashSet<Func<Task>> _listeners = [];
    private ITimer? _timer;

    /// <summary>Calls a listener at each beat until the answer is disposed of. A listener that is still at work is not called again meanwhile.</summary>
    public IDisposable Subscribe(Func<Task> listener)
    {
        var busy = 0;
        async Task OnceAsync()
        {
            if (Interlocked.Exchange(ref busy, 1) == 0)
            {
                try
                {
                    await listener().ConfigureAwait(false);
                }
                finally
                {
                    Volatile.Write(ref busy, 0);
                }
            }
        }

        Func<Task> once = OnceAsync;
        lock (_lock)
        {
            _listeners.Add(once);
            _timer ??= time.CreateTimer(_ => Beat(), null, Interval, Interval);
        }

        return new Subscription(this, once);
    }

    private void Beat()
    {
        Func<Task>[] listeners;
        lock (_lock)
        {
            listeners = [.. _listeners];
        }

        foreach (var listener in listeners)
        {
            _ = listener();
        }
    }

    private void Leave(Func<Task> listener)
    {
        lock (_lock)
        {
            _listeners.Remove(listener);
            if (_listeners.Count == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    private sealed class Subscription(Pulse pulse, Func<Task> listener) : IDisposable
    {
        public void Dispose() => pulse.Leave(listener);
    }
}
