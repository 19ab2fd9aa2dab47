using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded.Groups;

/// <summary>A batch with the claims it was read under.</summary>
internal sealed class EmbeddedBatch(ConsumerGroup group, EmbeddedConsumer owner, IReadOnlyList<LogRecord> records, IReadOnlyList<BatchPart> parts) : LogBatch
{
    public override IReadOnlyList<LogRecord> Records => records;

    public EmbeddedConsumer Owner => owner;

    public void Check()
    {
        foreach (var part in parts) group.CheckCurrent(part.Claim, part.Epoch);
    }

    public void Write(WriteSession session)
    {
        foreach (var part in parts.Where(Ahead)) session.Acknowledge(group.Id, part.Claim.Partition.Id, part.Mark);
    }

    public void Applied()
    {
        foreach (var part in parts.Where(Ahead)) group.SetMark(part.Claim.Partition.Id, part.Mark);
    }

    public void Rewind() => group.Rewind(parts.Select(part => (part.Claim, part.Epoch)));

    // A batch acknowledged after a later one changes nothing.
    private bool Ahead(BatchPart part) => group.MarkOf(part.Claim.Partition) is not { } mark || mark.Sequence < part.Mark.Sequence;
}

/// <summary>What a batch took of one partition: under which claim, and how far it reaches.</summary>
internal readonly record struct BatchPart(Claim Claim, int Epoch, Mark Mark);
