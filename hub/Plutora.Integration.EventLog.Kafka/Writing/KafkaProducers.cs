using System.Collections.Concurrent;
using Plutora.Integration.EventLog.Kafka.Clients;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>The transactional ids that this process holds. A producer is kept for its next transaction, so many of them at most.</summary>
internal sealed class KafkaProducers(KafkaCluster kafka, ProducerRegister register, Func<CancellationToken, Task> catchUp) : IAsyncDisposable
{
    private const int Kept = 64;

    private readonly ConcurrentDictionary<string, HeldId> ids = new(StringComparer.Ordinal);

    /// <summary>Takes an id over from every older holder, in this process and in others. What it reads of the log's state from here on is final.</summary>
    public async Task<KafkaHold> TakeAsync(string transactionalId, CancellationToken ct)
    {
        var id = ids.GetOrAdd(transactionalId, name => new(name));
        var epoch = id.Take();
        try
        {
            await id.Gate.WaitAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            id.Release();
            throw;
        }

        try
        {
            if (id.Producer is null or { IsBroken: true })
            {
                if (id.Producer is { } broken) await broken.DisposeAsync().ConfigureAwait(false);
                id.Producer = null;
                id.Producer = await register.OpenAsync(transactionalId, ct).ConfigureAwait(false);
                await catchUp(ct).ConfigureAwait(false);
            }
        }
        catch
        {
            id.Release();
            throw;
        }
        finally
        {
            id.Used = kafka.Options.Time.GetTimestamp();
            id.Gate.Release();
        }

        await LetGoAsync(id).ConfigureAwait(false);
        return new(this, id, epoch);
    }

    public async Task<IReadOnlyList<long>> CommitAsync(HeldId id, long epoch, IReadOnlyList<Outgoing> records, Consumed? consumed, CancellationToken ct)
    {
        await id.Gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (epoch != id.Epoch) throw Fenced(id.Name);
            // Opened anew here it would fence whoever took it over meanwhile.
            if (id.Producer is null) throw Fenced(id.Name);
            return await id.Producer.CommitAsync(records, consumed, ct).ConfigureAwait(false);
        }
        finally
        {
            id.Used = kafka.Options.Time.GetTimestamp();
            id.Gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(ids.Values.Select(async id =>
        {
            await id.Gate.WaitAsync().ConfigureAwait(false);
            if (id.Producer is { } producer) await producer.DisposeAsync().ConfigureAwait(false);
        })).ConfigureAwait(false);
    }

    private static LogException Fenced(string name) =>
        new(LogError.Fenced, $"Transactional id '{name}' was taken over by a newer holder; this transaction was not committed. Begin a new one if the work is still this holder's.");

    private async Task LetGoAsync(HeldId but)
    {
        if (ids.Values.Count(id => id.Producer is not null) <= Kept) return;
        var oldest = ids.Values.Where(id => id != but && id.Holders == 0 && id.Producer is not null).MinBy(id => id.Used);
        if (oldest is null || !await oldest.Gate.WaitAsync(TimeSpan.Zero).ConfigureAwait(false)) return;
        try
        {
            if (oldest.Holders > 0) return;
            if (oldest.Producer is { } producer) await producer.DisposeAsync().ConfigureAwait(false);
            oldest.Producer = null;
        }
        finally
        {
            oldest.Gate.Release();
        }
    }
}

/// <summary>A transactional id, its newest holder here, and its producer.</summary>
internal sealed class HeldId(string name)
{
    private long epoch;
    private int holders;

    public string Name => name;

    public long Epoch => Volatile.Read(ref epoch);

    public SemaphoreSlim Gate { get; } = new(1, 1);

    public TransactionalProducer? Producer { get; set; }

    public long Used { get; set; }

    /// <summary>Transactions that have not ended; the producer is theirs until then.</summary>
    public int Holders => Volatile.Read(ref holders);

    public long Take()
    {
        Interlocked.Increment(ref holders);
        return Interlocked.Increment(ref epoch);
    }

    public void Release() => Interlocked.Decrement(ref holders);
}

/// <summary>One holder's hold of a transactional id.</summary>
internal sealed class KafkaHold(KafkaProducers producers, HeldId id, long epoch) : IDisposable
{
    private int released;

    public string Name => id.Name;

    public Task<IReadOnlyList<long>> CommitAsync(IReadOnlyList<Outgoing> records, Consumed? consumed, CancellationToken ct) => producers.CommitAsync(id, epoch, records, consumed, ct);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref released, 1) == 0) id.Release();
    }
}
