namespace Plutora.Integration.EventLog.Embedded;

/// <summary>Wakes waiting readers when something they might read, or what they may read, has changed.</summary>
internal sealed class CommitSignal
{
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends at the next pulse. Take it before looking, so that no pulse is missed between looking and waiting.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Pulse() => Interlocked.Exchange(ref next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
