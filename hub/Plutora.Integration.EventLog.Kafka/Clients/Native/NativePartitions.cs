using System.Runtime.InteropServices;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary><c>rd_kafka_topic_partition_list_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativePartitions
{
    public int Count;
    public int Size;
    public NativePartition* First;

    /// <summary>Does something with a list of partitions and an offset in each.</summary>
    public static int With(IReadOnlyCollection<(string Topic, int Partition, long Offset)> partitions, Call call)
    {
        var list = Librdkafka.ListNew(partitions.Count);
        try
        {
            foreach (var (topic, partition, offset) in partitions)
            {
                Librdkafka.ListAdd(list, topic, partition);
                Librdkafka.ListSetOffset(list, topic, partition, offset);
            }

            return call(list);
        }
        finally
        {
            Librdkafka.ListDestroy(list);
        }
    }

    /// <summary>What is done with a list, which is valid until it returns.</summary>
    /// <returns>An error's code, or zero.</returns>
    public delegate int Call(NativePartitions* list);
}

/// <summary><c>rd_kafka_topic_partition_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativePartition
{
    public byte* Topic;
    public int Partition;
    public long Offset;
    public void* Metadata;
    public nint MetadataLength;
    public nint Opaque;
    public int Error;
    public nint Private;
}
