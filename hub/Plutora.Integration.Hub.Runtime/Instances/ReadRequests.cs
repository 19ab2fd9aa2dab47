using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>Reads that somebody asked for, each once however often it was asked.</summary>
internal sealed class ReadRequests : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string Stream, ReadMode Mode)> _waiting = [];
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Add(string stream, ReadMode mode)
    {
        lock (_lock)
        {
            _waiting.Add((stream, mode));
        }

        Wake();
    }

    /// <summary>Ends the wait that is under way, or the next one.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
    }

    public IReadOnlyList<(string Stream, ReadMode Mode)> Take()
    {
        lock (_lock)
        {
            (string, ReadMode)[] taken = [.. _waiting];
            _waiting.Clear();
            return taken;
        }
    }

    /// <summary>Waits until a read is asked for or the time is up.</summary>
    public async Task WaitAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signalled = _signal.WaitAsync(waiting.Token);
        await Task.WhenAny(signalled, Task.Delay(wait, time, waiting.Token)).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        await signalled.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => _signal.Dispose();
}
