using System.Threading.Channels;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>
/// Commits what needs a transaction but no producer of its own. Whoever comes while one commits shares the next: so many callers cost the brokers little more than one.
/// </summary>
internal sealed class CommitLane : IAsyncDisposable
{
    private const int MaxRecords = 5000;
    private const long MaxBytes = 8 * 1024 * 1024;

    private readonly Func<Task<TransactionalProducer>> open;
    private readonly Func<CancellationToken, Task> catchUp;
    private readonly Channel<Item> queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(1024) { SingleReader = true });
    private readonly Task run;
    private TransactionalProducer? producer;
    private volatile bool doubts;

    /// <summary>Starts the lane.</summary>
    /// <param name="open">Opens a producer under the transactional id of this process's lane.</param>
    /// <param name="catchUp">Reads the log's state up to what is written.</param>
    public CommitLane(Func<Task<TransactionalProducer>> open, Func<CancellationToken, Task> catchUp)
    {
        (this.open, this.catchUp) = (open, catchUp);
        run = RunAsync();
    }

    /// <summary>Writes the records in one transaction, together with others' or alone.</summary>
    public async Task<IReadOnlyList<long>> CommitAsync(IReadOnlyList<Outgoing> records, CancellationToken ct)
    {
        var item = new Item(records, ct);
        await queue.Writer.WriteAsync(item, ct).ConfigureAwait(false);
        return await item.Done.Task.ConfigureAwait(false);
    }

    /// <summary>Waits until it is known, and can be read, what became of every commit before: who repeats one must find it.</summary>
    public async ValueTask SettleAsync(CancellationToken ct)
    {
        if (doubts) await CommitAsync([], ct).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (producer is not null) await producer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        Item? over = null;
        while (over is not null || await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var share = new List<Item>();
            long bytes = 0;
            int records = 0;
            while (over is not null || queue.Reader.TryRead(out over))
            {
                // Withdrawn before it was taken.
                if (over.Cancellation.IsCancellationRequested) over.Done.TrySetCanceled(over.Cancellation);
                else if (share.Count > 0 && (records + over.Records.Count > MaxRecords || bytes + over.Bytes > MaxBytes)) break;
                else
                {
                    share.Add(over);
                    (records, bytes) = (records + over.Records.Count, bytes + over.Bytes);
                }

                over = null;
            }

            if (share.Count > 0) await CommitAsync(share).ConfigureAwait(false);
        }
    }

    private async Task CommitAsync(List<Item> share)
    {
        try
        {
            var offsets = await WriteAsync([.. share.SelectMany(item => item.Records)]).ConfigureAwait(false);
            var at = 0;
            foreach (var item in share)
            {
                item.Done.TrySetResult([.. offsets.Skip(at).Take(item.Records.Count)]);
                at += item.Records.Count;
            }
        }
        catch (LogException refused) when (share.Count > 1 && refused.Error is LogError.RecordTooLarge or LogError.TopicUnknown or LogError.Invalid)
        {
            // One of them is at fault, and nothing was stored: each on its own finds out which.
            foreach (var item in share) await CommitAsync([item]).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            foreach (var item in share) item.Done.TrySetException(fault);
            // Those who came meanwhile have waited for the same brokers: they are told now, and not after as long again.
            if (fault is LogException { Error: LogError.StorageFailed or LogError.OutcomeUnknown })
                while (queue.Reader.TryRead(out var behind)) behind.Done.TrySetException(new LogException(LogError.StorageFailed, $"Nothing was stored, since what came before could not be: {fault.Message}", fault));
        }
    }

    private async Task<IReadOnlyList<long>> WriteAsync(IReadOnlyList<Outgoing> records)
    {
        try
        {
            return await TryAsync(records).ConfigureAwait(false);
        }
        catch (LogException fenced) when (fenced.Error == LogError.Fenced)
        {
            // Another process took this one for dead and ended its transaction: nothing was stored, and the lane's id is of no meaning to callers.
            return await TryAsync(records).ConfigureAwait(false);
        }
        catch (LogException unknown) when (unknown.Error == LogError.OutcomeUnknown)
        {
            doubts = true;
            throw;
        }
    }

    private async Task<IReadOnlyList<long>> TryAsync(IReadOnlyList<Outgoing> records)
    {
        var current = await ProducerAsync().ConfigureAwait(false);
        return records.Count == 0 ? [] : await current.CommitAsync(records, null, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<TransactionalProducer> ProducerAsync()
    {
        if (producer is null or { IsBroken: true })
        {
            var broken = producer;
            producer = null;
            if (broken is not null) await broken.DisposeAsync().ConfigureAwait(false);
            producer = await open().ConfigureAwait(false);
        }

        // Opening it ended what was left open; what became of that is known once the state is read behind it.
        if (doubts) await catchUp(CancellationToken.None).ConfigureAwait(false);
        doubts = false;
        return producer;
    }

    private sealed record Item(IReadOnlyList<Outgoing> Records, CancellationToken Cancellation)
    {
        public TaskCompletionSource<IReadOnlyList<long>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Bytes => Records.Sum(record => record.Size);
    }
}
