using Plutora.Integration.EventLog.Embedded.Catalog;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded.Maintenance;

/// <summary>A bounded piece of maintenance of one partition, in a commit of its own. Its result tells whether more of the same is left.</summary>
internal abstract class MaintenanceStep(EmbeddedEventLog log, Partition partition) : WriteItem<bool>
{
    /// <summary>At most this many records a step,</summary>
    protected const int MaxRecords = 500;

    /// <summary>and about this many bytes, so that no writer waits long.</summary>
    protected const long MaxBytes = 8 * 1024 * 1024;

    protected Partition Partition => partition;

    public sealed override void Write(WriteSession session)
    {
        // Deleted since maintenance began its round: nothing is left to do here.
        Result = log.Catalog.Topics.TryGetValue(partition.Topic, out var topic) && topic.Partitions.Contains(partition)
            && Run(session, topic.Definition.Retention);
    }

    protected abstract bool Run(WriteSession session, TopicRetention retention);
}
