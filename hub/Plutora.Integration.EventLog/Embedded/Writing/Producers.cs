using System.Collections.Concurrent;

namespace Plutora.Integration.EventLog.Embedded.Writing;

/// <summary>Who holds each transactional id. Held in memory: the file has one process, so no holder outlives it.</summary>
internal sealed class Producers
{
    private readonly ConcurrentDictionary<string, Producer> producers = new(StringComparer.Ordinal);

    /// <summary>Takes the id over, and returns once a commit that an older holder had already begun has ended: what the new holder reads is then final.</summary>
    public async ValueTask<ProducerHold> TakeAsync(string transactionalId, CancellationToken ct)
    {
        var producer = producers.GetOrAdd(transactionalId, id => new(id));
        var (hold, commit) = producer.Take();
        if (commit is not null) await Task.WhenAny(commit).WaitAsync(ct);
        return hold;
    }
}

/// <summary>A transactional id with its newest epoch.</summary>
internal sealed class Producer(string id)
{
    private readonly Lock gate = new();
    private long epoch;
    private Task? committing;

    public (ProducerHold Hold, Task? Commit) Take()
    {
        lock (gate) return (new(this, ++epoch), committing is { IsCompleted: false } ? committing : null);
    }

    public Task<T> Commit<T>(long holder, Func<Task<T>> commit)
    {
        lock (gate)
        {
            Check(holder);
            var started = commit();
            committing = started;
            return started;
        }
    }

    public void Check(long holder)
    {
        if (holder != Volatile.Read(ref epoch))
            throw new LogException(LogError.Fenced, $"Transactional id '{id}' was taken over by a newer holder; this transaction was not committed. Begin a new one if the work is still this holder's.");
    }
}

/// <summary>One holder's hold of a transactional id.</summary>
internal sealed record ProducerHold(Producer Producer, long Epoch)
{
    public void Check() => Producer.Check(Epoch);

    public Task<T> Commit<T>(Func<Task<T>> commit) => Producer.Commit(Epoch, commit);
}
