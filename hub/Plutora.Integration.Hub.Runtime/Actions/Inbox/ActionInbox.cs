using System.Globalization;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Audit;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Topics;

namespace Plutora.Integration.Hub.Runtime.Actions.Inbox;

/// <summary>
/// Takes signed requests from the inbox, through the same desk as the REST API. A request is kept by its idempotency key before its position is; one that
/// is read again after a kill is the same action. What is not taken is told in the transaction that moves the position on.
/// </summary>
internal sealed class ActionInbox(IEventLog log, KeyRing keys, ActionDesk desk, ActionSettings settings, string hub, TimeProvider time, ILogger logger)
{
    public const string Group = "actions.inbox";
    private const int AtOnce = 50;

    // A sender's clock may be ahead of ours by so much.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);
    private readonly InboxReader _reader = new(keys);

    /// <summary>Works until it is cancelled; a failure of the log is waited out with backoff.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                await using var consumer = await log.SubscribeAsync(new(Group, TopicFilter.Exact(ActionTopics.Inbox), LogStart.Earliest), cancellationToken).ConfigureAwait(false);
                while (true)
                {
                    await TakeAsync(consumer, await consumer.ReadAsync(AtOnce, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                    failures = 0;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                var wait = Backoff.Default.After(++failures, 0);
                logger.InboxFailed(fault, time.GetUtcNow() + wait);
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TakeAsync(ILogConsumer consumer, LogBatch batch, CancellationToken cancellationToken)
    {
        var told = new List<LogEntry>();
        foreach (var record in batch.Records.Where(r => r.Value is not null))
        {
            told.AddRange(await TakeAsync(record, cancellationToken).ConfigureAwait(false));
        }

        await using var transaction = await consumer.BeginAsync(batch, cancellationToken).ConfigureAwait(false);
        foreach (var entry in told)
        {
            transaction.Append(entry);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<LogEntry>> TakeAsync(LogRecord record, CancellationToken cancellationToken)
    {
        var read = _reader.Read(record);
        if (read is not { By: { } by, Order: { } order })
        {
            return Refused(record, read, new(RefusalKind.Invalid, read.Fault!));
        }

        // What was taken before is not late, however long the hub stood still since.
        if (!await desk.IsTakenAsync(order, by, cancellationToken).ConfigureAwait(false) && Late(read.SignedAt) is { } late)
        {
            return Refused(record, read, new(RefusalKind.Invalid, late));
        }

        return (await desk.AcceptAsync(order, by, cancellationToken).ConfigureAwait(false)).Refusal is { } refusal ? Refused(record, read, refusal) : [];
    }

    private string? Late(DateTimeOffset signedAt)
    {
        var age = time.GetUtcNow() - signedAt;
        return age > TimeSpan.FromMinutes(settings.TryMinutes) ? $"The request was signed more than {settings.TryMinutes} minutes ago (setting actions.tryMinutes). Ask again, signed anew, if it is still wanted."
            : age < -Ahead ? "The request was signed in the future. Set the sender's clock."
            : null;
    }

    private IReadOnlyList<LogEntry> Refused(LogRecord record, InboxReading read, ActionRefusal refusal)
    {
        var now = time.GetUtcNow();
        var place = string.Create(CultureInfo.InvariantCulture, $"inbox-{record.Partition}-{record.Offset}");
        var id = read is { By: { } known, Order.IdempotencyKey: { Length: > 0 } key } ? ActionOrder.IdOf(known.Name, key) : place;
        var told = new InboxRefusal(refusal.Reason, refusal.Faults, record.Header(InboxSignature.KeyHeader), read.Order?.Action, read.Order?.IdempotencyKey, record.Partition, record.Offset, now);
        var completed = ActionTopics.Refuse(hub, place, id, told);
        if (read.By is not { } by)
        {
            // Who it was is not known: nobody's trail.
            return [completed];
        }

        var audited = new AuditEntry(now, by.Name, by.Role, $"action {read.Order?.Action}".Trim(), read.Order?.Target ?? read.Order?.Instance ?? "", $"{place}: {refusal.Reason}", "refused", Status(refusal.Kind));
        return [completed, new(TopicNames.Audit, audited.Key, StateJson.Write(audited, RuntimeJson.Default.AuditEntry)) { Time = now }];
    }

    private static int Status(RefusalKind kind) => kind switch
    {
        RefusalKind.NotFound => 404,
        RefusalKind.Gone => 410,
        RefusalKind.Ambiguous or RefusalKind.KeyTaken => 409,
        RefusalKind.NotAllowed => 403,
        RefusalKind.Unavailable => 503,
        _ => 422,
    };
}
