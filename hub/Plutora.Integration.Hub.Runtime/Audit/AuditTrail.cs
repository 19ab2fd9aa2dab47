using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Topics;

namespace Plutora.Integration.Hub.Runtime.Audit;

/// <summary>Keeps who changed what, for ever, in a topic of the log.</summary>
public sealed class AuditTrail(IEventLog log)
{
    /// <summary>Adds an entry. When this returns, it is durable.</summary>
    public async Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken) => await log.AppendAsync(
        [new LogEntry(TopicNames.Audit, entry.Key, StateJson.Write(entry, RuntimeJson.Default.AuditEntry)) { Time = entry.At }], cancellationToken).ConfigureAwait(false);

    /// <summary>Reads a page, oldest first.</summary>
    /// <param name="after">What the page before said comes next; null begins at the first entry.</param>
    /// <param name="limit">Entries at most.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="LogException"><see cref="LogError.ForeignPosition"/>: the position belongs to another log.</exception>
    public async Task<AuditPage> ReadAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var request = new LogReadRequest(TopicFilter.Exact(TopicNames.Audit), after is null ? LogStart.Earliest : LogStart.After(new(after))) { MaxRecords = limit };
        var page = await log.ReadAsync(request, cancellationToken).ConfigureAwait(false);
        return new([.. page.Records.Where(r => r.Value is { Length: > 0 }).Select(r => StateJson.Read(r.Value!.Value, RuntimeJson.Default.AuditEntry, $"Audit entry {r.Offset}"))], page.Next.Value);
    }
}
