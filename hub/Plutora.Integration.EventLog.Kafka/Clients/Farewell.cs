using System.Collections.Concurrent;

namespace Plutora.Integration.EventLog.Kafka.Clients;

/// <summary>
/// The end of the process while no broker answers. Whoever waits for one is let go, since it would wait for its whole time limit, one after the other;
/// librdkafka's clients are left as they are, since one that is destroyed under a call takes the process with it.
/// </summary>
internal sealed class Farewell
{
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, byte> untold = new(StringComparer.Ordinal);
    private volatile bool ending;
    private volatile bool away;

    /// <summary>Whether nothing is waited for any more.</summary>
    public bool IsOver => over.Task.IsCompleted;

    /// <summary>Ends when nothing is waited for any more.</summary>
    public Task Over => over.Task;

    /// <summary>Groups that were left without a word to the brokers.</summary>
    public IEnumerable<string> Untold => untold.Keys.Order(StringComparer.Ordinal);

    /// <summary>A group is left without a word to the brokers.</summary>
    public void LeaveUntold(string group) => untold.TryAdd(group, 0);

    /// <summary>The process begins to end.</summary>
    public void Begin()
    {
        ending = true;
        if (away) over.TrySetResult();
    }

    /// <summary>Notes whether the brokers answer.</summary>
    public void Note(bool silent)
    {
        away = silent;
        if (ending && silent) over.TrySetResult();
    }

    /// <summary>Waits for work, or until nothing is waited for any more: then the work goes on by itself.</summary>
    /// <exception cref="LogException"><see cref="LogError.OutcomeUnknown"/> when nothing is waited for any more.</exception>
    public async Task<T> AwaitAsync<T>(Task<T> work, string what)
    {
        if (!work.IsCompleted) await Task.WhenAny(work, over.Task).ConfigureAwait(false);
        if (work.IsCompleted) return await work.ConfigureAwait(false);
        throw Left(what);
    }

    /// <inheritdoc cref="AwaitAsync{T}(Task{T}, string)"/>
    public async Task AwaitAsync(Task work, string what)
    {
        if (!work.IsCompleted) await Task.WhenAny(work, over.Task).ConfigureAwait(false);
        if (!work.IsCompleted) throw Left(what);
        await work.ConfigureAwait(false);
    }

    /// <summary>Says that something was not waited for.</summary>
    public static LogException Left(string what) => new(LogError.OutcomeUnknown, $"The hub ends while no broker answers, and did not wait until Kafka could {what}.");
}
