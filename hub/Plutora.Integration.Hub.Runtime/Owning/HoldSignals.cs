using System.Collections.Concurrent;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Tells who is about to ask a tool for an action that what records say of its target waits from now on, where the owner is in this process.</summary>
internal sealed class HoldSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);

    /// <summary>Ends once the owner holds back; ask before the owner is asked.</summary>
    public Task Of(string action) => _awaited.GetOrAdd(action, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>The owner holds back for these actions, and that is committed.</summary>
    public void Tell(IReadOnlyList<string> actions)
    {
        foreach (var action in actions)
        {
            if (_awaited.TryRemove(action, out var awaited))
            {
                awaited.TrySetResult();
            }
        }
    }

    /// <summary>Nobody waits any more.</summary>
    public void Forget(string action) => _awaited.TryRemove(action, out _);
}
