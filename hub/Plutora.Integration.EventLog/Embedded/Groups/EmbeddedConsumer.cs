using Plutora.Integration.EventLog.Embedded.Reading;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded.Groups;

/// <summary>A member of a group of the embedded log.</summary>
internal sealed class EmbeddedConsumer(EmbeddedEventLog log, ConsumerGroup group, int maxBytes) : ILogConsumer
{
    private bool left;

    public string Group => group.Name;

    public ConsumerGroup Membership => group;

    public async ValueTask<LogBatch> ReadAsync(int maxRecords, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRecords, 1);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(left, this);
            log.ThrowIfClosed();
            var changed = log.Signal.Next;
            if (TryRead(maxRecords) is { } batch) return batch;
            await changed.WaitAsync(ct);
        }
    }

    public ValueTask<LogBatch?> TryReadAsync(int maxRecords, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRecords, 1);
        ct.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(left, this);
        log.ThrowIfClosed();
        return new(TryRead(maxRecords));
    }

    public IReadOnlyList<TopicPartition> Assigned => [.. group.Held(this).Select(held => new TopicPartition(held.Claim.Partition.Topic, held.Claim.Partition.Number))];

    public async ValueTask AcknowledgeAsync(LogBatch batch, CancellationToken ct) =>
        await log.Writer.WriteAsync(new CommitItem(log, []) { Consumed = Own(batch), Cancellation = ct });

    public ValueTask<ILogTransaction> BeginAsync(LogBatch consumed, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var batch = Own(consumed);
        batch.Check();
        return new(new EmbeddedTransaction(log, null, batch));
    }

    public ValueTask<ILogTransaction> BeginAsync(IReadOnlyList<TopicPartition> held, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var holding = new Holding(this, held);
        holding.Check();
        return new(new EmbeddedTransaction(log, null, null, holding));
    }

    public async ValueTask RewindAsync(CancellationToken ct) => await log.Writer.WriteAsync(new MemoryItem(() =>
        group.Rewind(group.Held(this).Select(held => (held.Claim, held.Epoch))))
    { Cancellation = ct });

    public async ValueTask SeekAsync(LogStart start, CancellationToken ct)
    {
        var sequence = log.Positions.Resolve(start, log.Committed);
        await log.Writer.WriteAsync(new SoleItem<Dictionary<long, Mark>>(
            session => GroupRegistry.WriteMarks(session, group, group.Held(this).Select(held => held.Claim.Partition), sequence),
            marks =>
            {
                foreach (var (partition, mark) in marks) group.SetMark(partition, mark);
                group.Rewind(group.Held(this).Select(held => (held.Claim, held.Epoch)));
            })
        { Cancellation = ct });
    }

    public async ValueTask DisposeAsync()
    {
        if (left) return;
        left = true;
        await log.Writer.ReleaseAsync(() => group.Leave(this, log.Catalog));
    }

    private EmbeddedBatch? TryRead(int maxRecords)
    {
        // The bound first: every partition announces its records before the log's sequence passes them.
        var upTo = log.Committed;
        var held = group.Held(this).Where(each => each.Claim.Partition.LastSequence > each.ReadSequence).ToDictionary(each => each.Claim.Partition.Id);
        if (held.Count == 0) return null;
        var page = log.Reader.Read([.. held.Values.Select(each => new ReadRange(each.Claim.Partition, each.ReadSequence, upTo))], maxRecords, maxBytes);
        var parts = new List<BatchPart>();
        var records = page.Records;
        foreach (var (id, reached) in page.Reached)
        {
            var (claim, epoch, _) = held[id];
            if (group.TryAdvance(claim, epoch, reached.Sequence)) parts.Add(new(claim, epoch, reached));
            else records = [.. records.Where(record => record.Topic != claim.Partition.Topic || record.Partition != claim.Partition.Number)];
        }

        return records.Count == 0 ? null : new EmbeddedBatch(group, this, records, parts);
    }

    private EmbeddedBatch Own(LogBatch batch) => batch is EmbeddedBatch own && own.Owner == this
        ? own
        : throw new ArgumentException("The batch was read by another consumer; acknowledge it where it was read.", nameof(batch));
}
