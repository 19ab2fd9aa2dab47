using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Replays;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Hub.Runtime.Topics;

namespace Plutora.Integration.Hub.Runtime.Normalizing;

/// <summary>Consumes every raw topic and the owners' topic and publishes what they mean. One record that cannot be mapped never stops the others.</summary>
internal sealed class Normalizer(IEventLog log, BatchWork work, ReplayStore replays, Action<string> tied, HoldSignals holds, TimeProvider time, ILogger logger)
{
    public const string Group = "normalizer";

    // A log that is away is back at any moment, and then all waits for the normalizer.
    private static readonly Backoff Pause = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    private const int BatchSize = 256;
    private readonly Replayer _replayer = new(log, replays, work);
    private int _alone;

    /// <summary>Works until it is cancelled; a failure of the log is waited out with backoff.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var topics = TopicFilter.Prefix(TopicNames.RawPrefix).Or(TopicFilter.Exact(OwnerTopic.Name));
                await using var consumer = await log.SubscribeAsync(new(Group, topics, LogStart.Earliest), cancellationToken).ConfigureAwait(false);
                for (var fenced = false; ;)
                {
                    try
                    {
                        await StepAsync(consumer, failures, cancellationToken).ConfigureAwait(false);
                        (fenced, failures) = (false, 0);

                        // What goes on within the end of a commit keeps all of that transaction alive, and each collection would copy it.
                        await Task.Yield();
                    }
                    catch (LogException moved) when (moved.Error == LogError.Fenced && !fenced)
                    {
                        // A partition went to another member while its batch was at work, as they do when members come and go: whoever holds it does the work, this one goes on with its others.
                        fenced = true;
                        await consumer.RewindAsync(cancellationToken).ConfigureAwait(false);
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Nothing of the batch was published: it is read again, record by record, so that one that breaks the work is found.
                _alone = fault is LogException ? 0 : BatchSize;
                var wait = Pause.After(++failures, 0);
                logger.NormalizerFailed(fault, time.GetUtcNow() + wait);
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task StepAsync(ILogConsumer consumer, int failures, CancellationToken cancellationToken)
    {
        var size = _alone > 0 ? 1 : BatchSize;
        if (await consumer.TryReadAsync(size, cancellationToken).ConfigureAwait(false) is { } waiting)
        {
            await LiveAsync(consumer, waiting, failures, cancellationToken).ConfigureAwait(false);
            await _replayer.StepAsync(consumer, cancellationToken).ConfigureAwait(false);
        }
        else if (!await _replayer.StepAsync(consumer, cancellationToken).ConfigureAwait(false)
            && await NextAsync(consumer, size, cancellationToken).ConfigureAwait(false) is { } next)
        {
            await LiveAsync(consumer, next, failures, cancellationToken).ConfigureAwait(false);
        }
    }

    // Waits for a record, or until a replay is asked for.
    private async Task<LogBatch?> NextAsync(ILogConsumer consumer, int size, CancellationToken cancellationToken)
    {
        var changed = replays.Changed;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, changed);
        try
        {
            return await consumer.ReadAsync(size, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (changed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task LiveAsync(ILogConsumer consumer, LogBatch read, int failures, CancellationToken cancellationToken)
    {
        OwnerBatch batch;
        await using (var transaction = await consumer.BeginAsync(read, cancellationToken).ConfigureAwait(false))
        {
            if (_alone > 0)
            {
                batch = await AloneAsync(transaction, read.Records[0], failures, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                batch = work.Begin(transaction);
                await work.DoAsync(batch, read.Records, cancellationToken).ConfigureAwait(false);
                batch.Flush();
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        _alone = Math.Max(0, _alone - 1);
        Measure(batch);
        foreach (var instance in batch.Ties)
        {
            tied(instance);
        }

        holds.Tell(batch.Holds);
    }

    private async Task<OwnerBatch> AloneAsync(ILogTransaction transaction, LogRecord stored, int failures, CancellationToken cancellationToken)
    {
        var batch = work.Begin(transaction);
        try
        {
            await work.DoAsync(batch, [stored], cancellationToken).ConfigureAwait(false);
            batch.Flush();
            return batch;
        }
        catch (Exception fault) when (failures > 1 && fault is not (LogException or StateFormatException or OperationCanceledException))
        {
            // It failed within its batch and twice alone: what it asked for is dropped with its batch, the record is kept.
            return work.SetAside(transaction, stored, $"The hub failed on this record with {fault.GetType().Name}: {fault.Message}");
        }
    }

    private void Measure(OwnerBatch batch)
    {
        var now = time.GetUtcNow();
        foreach (var received in batch.Delivered)
        {
            HubMetrics.Committed(now - received);
        }
    }
}
