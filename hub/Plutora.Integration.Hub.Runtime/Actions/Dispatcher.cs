using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>
/// Hands actions to the instances, at most once each. A member of a group: of several hubs the one that holds an action's partition carries it out, and
/// what it keeps of it cannot be kept once another holds the partition.
/// </summary>
internal sealed class Dispatcher(IEventLog log, int partitions, ActionRunner runner, TimeProvider time, ILogger logger) : IDisposable
{
    public const string Group = "dispatcher";
    private const int AtOnce = 50;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly ConcurrentQueue<Turn> _turns = new();
    private readonly ConcurrentDictionary<string, Task> _lanes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _atWork = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _abandon = new();
    private CancellationTokenSource _interrupt = new();
    private CancellationToken _stop;

    /// <summary>How long calls under way may go on once the hub ends, so that their answers are kept.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Works until it is cancelled, and then until what is under way has ended or its grace has passed; a failure of the log is waited out with backoff.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _stop = cancellationToken;
        using var ended = cancellationToken.Register(() => _abandon.CancelAfter(Grace));
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var consumer = await log.SubscribeAsync(new(Group, TopicFilter.Exact(ActionTopics.Requested), LogStart.Earliest), cancellationToken).ConfigureAwait(false);
                var held = new HashSet<TopicPartition>();
                while (!cancellationToken.IsCancellationRequested)
                {
                    await StepAsync(consumer, held, cancellationToken).ConfigureAwait(false);
                    failures = 0;
                }

                await LastTurnsAsync(consumer).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault)
            {
                var wait = Backoff.Default.After(++failures, 0);
                logger.DispatcherFailed(fault, time.GetUtcNow() + wait);
                while (_turns.TryDequeue(out var turn)) turn.Done.TrySetException(fault);
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // What is still at work gets no more turns: what became of it is settled at the next start.
        await _abandon.CancelAsync().ConfigureAwait(false);
        while (_turns.TryDequeue(out var turn)) turn.Done.TrySetCanceled(CancellationToken.None);
        await Task.WhenAll(_lanes.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Call it once the work has ended.</summary>
    public void Dispose()
    {
        _abandon.Dispose();
        _interrupt.Dispose();
    }

    private async Task LastTurnsAsync(ILogConsumer consumer)
    {
        while (!_lanes.IsEmpty)
        {
            var interrupted = _interrupt;
            await TurnsAsync(consumer, CancellationToken.None).ConfigureAwait(false);
            await Task.WhenAll(_lanes.Values).WaitAsync(interrupted.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (interrupted.IsCancellationRequested)
            {
                _interrupt = new();
                interrupted.Dispose();
            }
        }
    }

    private async Task StepAsync(ILogConsumer consumer, HashSet<TopicPartition> held, CancellationToken cancellationToken)
    {
        var interrupted = _interrupt;
        await TurnsAsync(consumer, cancellationToken).ConfigureAwait(false);
        await TakeUpAsync(consumer, held, cancellationToken).ConfigureAwait(false);

        // Partitions come while nothing is to be read, too.
        using var often = new CancellationTokenSource(Look, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interrupted.Token, often.Token);
        LogBatch? batch;
        try
        {
            batch = await consumer.ReadAsync(AtOnce, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (interrupted.IsCancellationRequested)
            {
                _interrupt = new();
                interrupted.Dispose();
            }

            return;
        }

        await TakeAsync(consumer, batch, cancellationToken).ConfigureAwait(false);
    }

    // What the partitions newly held have open, from a hub that ended or lost them.
    private async Task TakeUpAsync(ILogConsumer consumer, HashSet<TopicPartition> held, CancellationToken cancellationToken)
    {
        var now = consumer.Assigned;
        if (held.SetEquals(now))
        {
            return;
        }

        var fresh = now.Except(held).Select(p => p.Partition).ToHashSet();
        held.Clear();
        held.UnionWith(now);
        if (fresh.Count == 0)
        {
            return;
        }

        var open = new List<ActionEntry>();
        await foreach (var entry in log.ScanStateAsync(ActionBook.OpenStore, ct: cancellationToken).ConfigureAwait(false))
        {
            if (fresh.Contains(EventLog.Partitioner.PartitionOf(entry.Key, partitions)) && await log.GetStateAsync(ActionBook.Store, entry.Key, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                open.Add(ActionEntry.Read(entry.Key, stored));
            }
        }

        foreach (var action in open.OrderBy(a => a.RequestedAt))
        {
            if (action.Following)
            {
                Follow(action);
            }
            else
            {
                Begin(action, null, cancellationToken);
            }
        }
    }

    // Beside the lanes: what a tool takes hours for holds up nothing else that is asked of the same entity.
    private void Follow(ActionEntry action)
    {
        var lane = $"\0{action.Id}";
        if (!_stop.IsCancellationRequested && !_lanes.ContainsKey(lane))
        {
            Work(lane, () => runner.FollowAsync(action, KeepAsync, _stop), action);
        }
    }

    // Each request is kept as an action of the dispatcher's before it is acknowledged; one that was taken already changes nothing.
    private async Task TakeAsync(ILogConsumer consumer, LogBatch batch, CancellationToken cancellationToken)
    {
        var taken = new Dictionary<string, ActionEntry>(StringComparer.Ordinal);
        var settled = new List<(ActionEntry Action, SettleOrder Order)>();
        await using (var transaction = await consumer.BeginAsync(batch, cancellationToken).ConfigureAwait(false))
        {
            foreach (var record in batch.Records.Where(r => r.Value is not null))
            {
                var known = await transaction.GetStateAsync(ActionBook.Store, record.Key, cancellationToken).ConfigureAwait(false);
                if (ActionTopics.TypeOf(record) == ActionTopics.SettleType)
                {
                    if (known is { } stored)
                    {
                        settled.Add((ActionEntry.Read(record.Key, stored), JsonSerializer.Deserialize(record.Value!.Value.Span, RuntimeJson.Default.SettleOrder)!));
                    }

                    continue;
                }

                transaction.PutState(ActionBook.AskedStore, record.Key, (byte[]?)null, record.Key);
                if (known is null && ActionTopics.TypeOf(record) == ActionTopics.RequestedType && taken.TryAdd(record.Key, JsonSerializer.Deserialize(record.Value!.Value.Span, RuntimeJson.Default.ActionEntry)!))
                {
                    var entry = taken[record.Key];
                    transaction.PutState(ActionBook.Store, entry.Id, entry.Write(), entry.Id);
                    transaction.PutState(ActionBook.OpenStore, entry.Id, [], entry.Id);
                    transaction.PutState(ActionBook.RecentStore, ActionBook.RecentKey(entry), [], entry.Id);
                }
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var action in taken.Values)
        {
            Begin(action, null, cancellationToken);
        }

        foreach (var (action, order) in settled)
        {
            Begin(action, order, cancellationToken);
        }
    }

    // Actions on one entity run one after the other, in the order in which they were asked for.
    private void Begin(ActionEntry action, SettleOrder? order, CancellationToken cancellationToken)
    {
        if (order is null && !_atWork.TryAdd(action.Id, true))
        {
            return;
        }

        var lane = action.Target ?? action.Id;
        var before = _lanes.GetValueOrDefault(lane, Task.CompletedTask);
        Work(
            lane,
            async () =>
            {
                await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                try
                {
                    await (order is null ? runner.RunAsync(action, KeepAsync, cancellationToken, _abandon.Token) : runner.SettleAsync(action, order, KeepAsync, _abandon.Token)).ConfigureAwait(false);
                }
                finally
                {
                    _atWork.TryRemove(action.Id, out _);
                }
            },
            action);
    }

    private void Work(string lane, Func<Task> does, ActionEntry action)
    {
        var work = Task.Run(
            async () =>
            {
                try
                {
                    await does().ConfigureAwait(false);
                }
                catch (Exception fault) when (fault is LogException or OperationCanceledException or ObjectDisposedException)
                {
                    // Another hub holds it, or this one ends, or the log does not answer: it is taken up where it stands.
                    logger.ActionLeft(action.Id, fault.Message);
                }
            },
            CancellationToken.None);
        _lanes[lane] = work;
        _ = work.ContinueWith(done => _lanes.TryRemove(KeyValuePair.Create(lane, (Task)done)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    // One caller at a time may use the consumer, and it may be waiting for a request: it is interrupted.
    private async Task KeepAsync(ActionEntry action, IReadOnlyList<LogEntry> told)
    {
        var turn = new Turn(action, told, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _turns.Enqueue(turn);
        while (true)
        {
            try
            {
                await _interrupt.CancelAsync().ConfigureAwait(false);
                break;
            }
            catch (ObjectDisposedException)
            {
                // Replaced a moment ago, when another interrupted: the one in its place is told.
            }
        }

        await turn.Done.Task.WaitAsync(_abandon.Token).ConfigureAwait(false);
    }

    private async Task TurnsAsync(ILogConsumer consumer, CancellationToken cancellationToken)
    {
        while (_turns.TryDequeue(out var turn))
        {
            try
            {
                var place = new TopicPartition(ActionTopics.Requested, EventLog.Partitioner.PartitionOf(turn.Action.Id, partitions));
                await using var transaction = await consumer.BeginAsync([place], cancellationToken).ConfigureAwait(false);
                transaction.PutState(ActionBook.Store, turn.Action.Id, turn.Action.Write(), turn.Action.Id);
                if (turn.Action.IsOver)
                {
                    transaction.PutState(ActionBook.OpenStore, turn.Action.Id, (byte[]?)null, turn.Action.Id);
                }

                foreach (var entry in turn.Told)
                {
                    transaction.Append(entry);
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                turn.Done.TrySetResult();
                if (turn.Action.Following)
                {
                    Follow(turn.Action);
                }
            }
            catch (LogException fault)
            {
                turn.Done.TrySetException(fault);
                if (fault.Error != LogError.Fenced)
                {
                    throw;
                }
            }
            catch (OperationCanceledException)
            {
                turn.Done.TrySetCanceled(CancellationToken.None);
                throw;
            }
        }
    }

    private sealed record Turn(ActionEntry Action, IReadOnlyList<LogEntry> Told, TaskCompletionSource Done);
}
