using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Plutora.Integration.EventLog.Embedded.Writing;

/// <summary>
/// The one writer of the log. Whatever waits when a commit ends shares the next: concurrent callers pay one flush to the disk together.
/// </summary>
internal sealed partial class LogWriter : IAsyncDisposable
{
    private const int MaxItems = 4096;
    private const long MaxBytes = 8 * 1024 * 1024;
    private const int MaxWaiting = 8192;

    private readonly Channel<WriteItem> queue = Channel.CreateBounded<WriteItem>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly WriteSession session;
    private readonly CommitSignal signal;
    private readonly ILogger logger;
    private readonly WriteTrouble trouble;
    private readonly Task loop;

    public LogWriter(WriteSession session, CommitSignal signal, TimeProvider time, ILogger logger)
    {
        (this.session, this.signal, this.logger, trouble) = (session, signal, logger, new(time));
        loop = Task.Run(RunAsync);
    }

    /// <summary>Why the storage refuses writes now; null while it takes them.</summary>
    public string? Trouble => trouble.Current;

    /// <summary>Hands the item over, waiting while too many wait already, and gives its outcome.</summary>
    public Task<T> WriteAsync<T>(WriteItem<T> item) => queue.Writer.TryWrite(item) ? item.Completion : WriteWhenPossibleAsync(item);

    /// <summary>Makes a change in memory; does nothing when the log is closed, since the memory goes with it.</summary>
    public async Task ReleaseAsync(Action change)
    {
        var item = new MemoryItem(change);
        try
        {
            await queue.Writer.WriteAsync(item);
        }
        catch (ChannelClosedException)
        {
            return;
        }

        await item.Completion;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    private async Task<T> WriteWhenPossibleAsync<T>(WriteItem<T> item)
    {
        try
        {
            await queue.Writer.WriteAsync(item, item.Cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw closed.InnerException is { } broken
                ? new LogException(LogError.StorageFailed, "The event log's writer broke; nothing was stored. Open the log again.", broken)
                : new ObjectDisposedException(nameof(EmbeddedEventLog), "The event log is closed.");
        }

        return await item.Completion;
    }

    private async Task RunAsync()
    {
        var group = new List<WriteItem>();
        try
        {
            while (await queue.Reader.WaitToReadAsync())
            {
                Take(group);
                if (group.Count == 0) continue;
                if (!TryCommit(group, last: group.Count == 1))
                    foreach (var item in group) TryCommit([item], last: true);
                group.Clear();
                Try(session.Tend);
                await LetCallersRun();
            }
        }
        catch (Exception broken)
        {
            // Nothing that an item does may lead here. Were it to happen, every caller must hear of it: one that waits for ever hides it.
            WriterBroke(logger, broken);
            queue.Writer.TryComplete(broken);
            foreach (var item in group) item.Fail(broken);
            while (queue.Reader.TryRead(out var item)) item.Fail(broken);
        }
    }

    /// <summary>
    /// Goes to the end of the pool's common queue, behind the callers just answered: those that append again then find their way into the next commit,
    /// instead of waiting for one that takes only the quickest of them.
    /// </summary>
    private static Task LetCallersRun()
    {
        var turn = new TaskCompletionSource();
        ThreadPool.UnsafeQueueUserWorkItem(static turn => turn.SetResult(), turn, preferLocal: false);
        return turn.Task;
    }

    private void Take(List<WriteItem> group)
    {
        long bytes = 0;
        while (group.Count < MaxItems && bytes < MaxBytes && queue.Reader.TryPeek(out var item) && (!item.Alone || group.Count == 0))
        {
            queue.Reader.TryRead(out _);
            if (item.Cancellation.IsCancellationRequested)
            {
                item.Cancel();
                continue;
            }

            bytes += item.Bytes;
            group.Add(item);
            if (item.Alone) return;
        }
    }

    /// <summary>Commits the items together. False when the shared transaction failed and each is to be tried by itself; then none has been answered but those refused by their check.</summary>
    private bool TryCommit(List<WriteItem> group, bool last)
    {
        group.RemoveAll(Refused);
        if (group.Count == 0) return true;
        try
        {
            if (group[0].InMemory)
            {
                group[0].Write(session);
            }
            else
            {
                session.Begin();
                foreach (var item in group) item.Write(session);
                session.Commit();
            }
        }
        catch (Exception reason)
        {
            Try(session.Rollback);
            if (!last) return false;
            if (reason is LogException refused) trouble.Refused(group[0].Bytes, refused);
            group[0].Fail(reason);
            return true;
        }

        if (!group[0].InMemory) trouble.Written(group.Sum(item => item.Bytes));
        foreach (var item in group) item.Applied();
        signal.Pulse();
        foreach (var item in group) item.Complete();
        return true;
    }

    private static bool Refused(WriteItem item)
    {
        try
        {
            item.Check();
            return false;
        }
        catch (Exception reason)
        {
            item.Fail(reason);
            return true;
        }
    }

    // The callers have their answers, and the next write meets the failure again.
    private void Try(Action upkeep)
    {
        try
        {
            upkeep();
        }
        catch (LogException reason)
        {
            UpkeepFailed(logger, reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The event log could not roll back a failed write, or reuse its write-ahead log.")]
    private static partial void UpkeepFailed(ILogger logger, Exception reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The event log's writer broke. Nothing more is stored until the log is opened again.")]
    private static partial void WriterBroke(ILogger logger, Exception reason);
}
