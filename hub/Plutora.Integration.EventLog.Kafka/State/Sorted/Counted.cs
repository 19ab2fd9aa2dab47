namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>What several use at a time: it ends when the last of them has disposed it. Whoever makes it is the first.</summary>
internal abstract class Counted : IDisposable
{
    private int users = 1;

    /// <summary>One more uses it, while another still does.</summary>
    public void Use() => Interlocked.Increment(ref users);

    public void Dispose()
    {
        if (Interlocked.Decrement(ref users) == 0) End();
    }

    /// <summary>Nobody uses it any more.</summary>
    protected abstract void End();
}
