using Plutora.Integration.EventLog.Embedded.Catalog;

namespace Plutora.Integration.EventLog.Embedded.Groups;

/// <summary>A partition in the hands of a member. A new epoch makes every batch read under an older one worthless.</summary>
internal sealed class Claim(Partition partition, EmbeddedConsumer owner, int epoch, long readSequence)
{
    public Partition Partition { get; } = partition;

    public EmbeddedConsumer Owner { get; } = owner;

    public int Epoch { get; private set; } = epoch;

    /// <summary>The sequence of the last record delivered.</summary>
    public long ReadSequence { get; set; } = readSequence;

    public void Rewind(long sequence)
    {
        Epoch++;
        ReadSequence = sequence;
    }
}
