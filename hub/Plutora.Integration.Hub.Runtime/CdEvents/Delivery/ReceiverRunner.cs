using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.DeadLetters;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Telemetry;

namespace Plutora.Integration.Hub.Runtime.CdEvents.Delivery;

/// <summary>
/// Brings published CDEvents to one receiver, each subject's in order, at least once. A batch is acknowledged in the log when each of its events is delivered, passed
/// over, or set aside; a hub that ends before repeats what it had delivered of it, under the same CloudEvents ids.
/// </summary>
internal sealed class ReceiverRunner(IEventLog log, ReceiverSettings receiver, ReceiverBook book, ReceiverClient client, Backoff backoff, TimeProvider time, ILogger logger)
{
    private const int BatchSize = 64;
    private const int Parallel = 4;

    // One that the receiver refuses as such is refused again; twice more, in case it was mistaken.
    private const int RefusedAttempts = 3;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private readonly DeliveryFilter _filter = new(receiver);
    private readonly Lock _lock = new();
    private bool _looked;

    /// <summary>The group that keeps the receiver's position.</summary>
    public static string GroupOf(string receiver) => $"cdevents.{receiver}";

    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                var control = await ResumedAsync(cancellationToken).ConfigureAwait(false);
                await using var consumer = await log.SubscribeAsync(
                    new(GroupOf(receiver.Id), TopicFilter.Exact(CdEventsTopics.Published, CdEventsTopics.Redelivered), LogStart.Earliest), cancellationToken).ConfigureAwait(false);
                while (!control.Paused)
                {
                    if (await NextAsync(consumer, cancellationToken).ConfigureAwait(false) is { } batch)
                    {
                        await DeliverAsync(consumer, batch, control, cancellationToken).ConfigureAwait(false);
                    }

                    failures = 0;
                    control = await book.ControlAsync(receiver.Id, cancellationToken).ConfigureAwait(false) ?? control;
                }
            }
            catch (ReceiverPausedException)
            {
                // What was delivered of the batch is delivered again when it is resumed.
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (LogException moved) when (moved.Error == LogError.Fenced)
            {
                // A partition went to another hub meanwhile: it sends what is behind it again.
            }
            catch (Exception fault)
            {
                var wait = backoff.After(++failures, 0);
                logger.DeliveryFailed(fault, receiver.Id, time.GetUtcNow() + wait);
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<ReceiverControl> ResumedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await book.ControlAsync(receiver.Id, cancellationToken).ConfigureAwait(false) is { Paused: false } control)
            {
                return control;
            }

            await Task.Delay(LookEvery, time, cancellationToken).ConfigureAwait(false);
        }
    }

    // Waits for events, though not for so long that a pause would go unseen.
    private async Task<LogBatch?> NextAsync(ILogConsumer consumer, CancellationToken cancellationToken)
    {
        using var look = new CancellationTokenSource(LookEvery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, look.Token);
        try
        {
            return await consumer.ReadAsync(BatchSize, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (look.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task DeliverAsync(ILogConsumer consumer, LogBatch batch, ReceiverControl control, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        var subjects = batch.Records.Where(record => _filter.Concerns(record, control)).GroupBy(record => record.Key, StringComparer.Ordinal);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            subjects,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (subject, ct) =>
            {
                foreach (var record in subject)
                {
                    if (await DeliverAsync(record, ct).ConfigureAwait(false) is { } reason)
                    {
                        lock (_lock)
                        {
                            letters.Add(DeadLetterLog.OfReceiver(record, receiver.Id, reason, time.GetUtcNow()));
                        }
                    }
                }
            }).ConfigureAwait(false);
        if (letters.Count == 0)
        {
            await consumer.AcknowledgeAsync(batch, cancellationToken).ConfigureAwait(false);
            return;
        }

        await using var transaction = await consumer.BeginAsync(batch, cancellationToken).ConfigureAwait(false);
        letters.ForEach(letter => transaction.Append(DeadLetterLog.Entry(letter)));
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        await book.SetAsync(receiver.Id, (ReceiverTrouble?)null, cancellationToken).ConfigureAwait(false);
        foreach (var letter in letters)
        {
            HubMetrics.CdEventSent(receiver.Id, "dead-letter");
            logger.EventSetAside(receiver.Id, letter.Headers["ce_id"], letter.Reason);
        }
    }

    // Null when the receiver has it, else why it is set aside.
    private async Task<string?> DeliverAsync(LogRecord record, CancellationToken cancellationToken)
    {
        for (int failed = 0, refused = 0, unready = 0; ;)
        {
            var answer = await client.SendAsync(record, cancellationToken).ConfigureAwait(false);
            HubMetrics.CdEventSent(receiver.Id, answer.Kind.ToString().ToLowerInvariant());
            switch (answer.Kind)
            {
                case ReceiverAnswerKind.Delivered:
                    await RecoverAsync(failed + refused + unready > 0, cancellationToken).ConfigureAwait(false);
                    return null;
                case ReceiverAnswerKind.Refused when ++refused >= Math.Min(RefusedAttempts, receiver.Attempts):
                    return $"Receiver '{receiver.Id}' refuses event '{CdEventsTopics.Attribute(record, "id")}': {answer.Reason}";
                case ReceiverAnswerKind.Failed when ++failed >= receiver.Attempts:
                    return $"Receiver '{receiver.Id}' did not take event '{CdEventsTopics.Attribute(record, "id")}' in {receiver.Attempts} tries: {answer.Reason}";
                case ReceiverAnswerKind.Unready:
                    unready++;
                    break;
            }

            await WaitAsync(answer, failed + refused + unready, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(ReceiverAnswer answer, int failures, CancellationToken cancellationToken)
    {
        var wait = backoff.After(failures, 0);
        wait = answer.RetryAfter is { } asked && asked > wait ? asked : wait;
        var now = time.GetUtcNow();
        _looked = true;
        logger.ReceiverFailed(receiver.Id, answer.Reason!, now + wait);
        await book.SetAsync(receiver.Id, new ReceiverTrouble(answer.Reason!, now, failures, now + wait), cancellationToken).ConfigureAwait(false);
        for (var until = now + wait; time.GetUtcNow() < until;)
        {
            var left = until - time.GetUtcNow();
            await Task.Delay(left < LookEvery ? left : LookEvery, time, cancellationToken).ConfigureAwait(false);
            if (await book.ControlAsync(receiver.Id, cancellationToken).ConfigureAwait(false) is { Paused: true })
            {
                throw new ReceiverPausedException();
            }
        }
    }

    // An event that passes says nothing of another that does not: only one that had failed ends the trouble, or the first after the hub's start, for what an earlier run left.
    private async Task RecoverAsync(bool hadFailed, CancellationToken cancellationToken)
    {
        if (hadFailed || !Interlocked.Exchange(ref _looked, true))
        {
            if (hadFailed || await book.TroubleAsync(receiver.Id, cancellationToken).ConfigureAwait(false) is not null)
            {
                await book.SetAsync(receiver.Id, (ReceiverTrouble?)null, cancellationToken).ConfigureAwait(false);
                logger.ReceiverRecovered(receiver.Id);
            }
        }
    }

    private sealed class ReceiverPausedException : Exception;
}
