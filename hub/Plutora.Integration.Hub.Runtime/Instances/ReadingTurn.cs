namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>Whether an instance is read here; a read that is under way ends when it no longer is.</summary>
internal sealed class ReadingTurn : IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _ends = new();
    private bool _here = true;

    public bool IsHere
    {
        get
        {
            lock (_lock)
            {
                return _here;
            }
        }
    }

    public void Set(bool here)
    {
        CancellationTokenSource ended;
        lock (_lock)
        {
            if (here == _here)
            {
                return;
            }

            _here = here;
            if (here)
            {
                return;
            }

            (ended, _ends) = (_ends, new());
        }

        ended.Cancel();
        ended.Dispose();
    }

    /// <summary>Cancelled when the turn ends, or the caller gives up.</summary>
    public CancellationTokenSource Begin(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _here ? _ends.Token : new CancellationToken(canceled: true));
        }
    }

    public void Dispose() => _ends.Dispose();
}
