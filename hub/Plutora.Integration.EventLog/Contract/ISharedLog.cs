namespace Plutora.Integration.EventLog;

/// <summary>A log that several processes work on at once.</summary>
public interface ISharedLog
{
    /// <summary>Names this process among those of the log; the same at its next start.</summary>
    string Member { get; }

    /// <summary>The processes that are members of a group now, by their names; null while it cannot be told.</summary>
    /// <exception cref="LogException"><see cref="LogError.StorageFailed"/>.</exception>
    Task<IReadOnlyCollection<string>?> MembersAsync(string group, CancellationToken ct = default);

    /// <summary>
    /// Has changes of keyed state told, by whichever process they were made: the names of the stores, once what was written can be read here. It is told on a thread of the log's own,
    /// which must not be held up. Disposing the answer ends it.
    /// </summary>
    IDisposable Follow(Action<IReadOnlySet<string>> changed);

    /// <summary>Waits until all keyed state that was committed before the call, by whichever process, can be read here.</summary>
    /// <exception cref="LogException"><see cref="LogError.StorageFailed"/>.</exception>
    Task CatchUpAsync(CancellationToken ct = default);
}
