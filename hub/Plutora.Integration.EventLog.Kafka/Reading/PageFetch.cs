using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Topics;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Reading;

/// <summary>A stretch of a partition: from one offset up to, and without, another.</summary>
internal sealed record Stretch(CatalogPartition Partition, long From, long To);

/// <summary>
/// Fetches one page of stretches, one stretch behind the other: so the order of a page follows from its position alone, whatever the brokers answer first.
/// </summary>
internal sealed class PageFetch(IReadOnlyList<Stretch> stretches, int maxRecords, int maxBytes, byte[]? key, TimeProvider time, TimeSpan limit, CancellationToken ct)
{
    private readonly Section[] sections = [.. stretches.Select(stretch => new Section(stretch, key))];
    private long bytes;

    /// <summary>What was read of each stretch, in their order; the last may be cut.</summary>
    public IReadOnlyList<Section> Run(IConsumer<byte[]?, byte[]?> consumer)
    {
        var byPartition = sections.ToDictionary(section => section.Stretch.Partition.Kafka);
        consumer.Assign(sections.Select(section => new TopicPartitionOffset(section.Stretch.Partition.Kafka, section.Stretch.From)));
        var progress = time.GetTimestamp();
        while (!IsEnough())
        {
            ct.ThrowIfCancellationRequested();
            if (Polling.Next(consumer, "read", fault => KafkaRights.Reading(fault.ConsumerRecord?.Topic)) is { } result)
            {
                progress = time.GetTimestamp();
                bytes += byPartition[result.TopicPartition].Take(result);
            }
            else if (time.GetElapsedTime(progress) > limit)
            {
                throw KafkaFault.TimedOut("read", limit);
            }

            if (bytes > 2L * maxBytes && Leading() is { Taken.Count: 0 } leading)
            {
                // Others came first and filled the page: read what is due alone, and the others again later.
                foreach (var section in sections.Where(section => section != leading && !section.IsDone)) section.Forget();
                bytes = sections.Sum(section => section.Bytes);
                consumer.Assign([new TopicPartitionOffset(leading.Stretch.Partition.Kafka, leading.Next)]);
            }
        }

        return Cut();
    }

    private Section? Leading() => sections.FirstOrDefault(section => !section.IsDone);

    private bool IsEnough()
    {
        int records = 0;
        long size = 0;
        foreach (var section in sections)
        {
            records += section.Taken.Count;
            size += section.Bytes;
            if (records >= maxRecords || (size >= maxBytes && records > 0)) return true;
            if (!section.IsDone) return bytes > 2L * maxBytes && records > 0;
        }

        return true;
    }

    private List<Section> Cut()
    {
        var page = new List<Section>();
        int records = 0;
        long size = 0;
        foreach (var section in sections)
        {
            page.Add(section);
            for (var i = 0; i < section.Taken.Count; i++)
            {
                size += section.Taken[i].Message.Value?.Length ?? 0;
                if (records == maxRecords || (size > maxBytes && records > 0))
                {
                    section.CutAt(i);
                    return page;
                }

                records++;
            }

            if (!section.IsDone) return page;
        }

        return page;
    }

    /// <summary>What was read of a stretch.</summary>
    internal sealed class Section(Stretch stretch, byte[]? key)
    {
        public Stretch Stretch => stretch;

        public List<ConsumeResult<byte[]?, byte[]?>> Taken { get; } = [];

        public long Bytes { get; private set; }

        /// <summary>The offset to read on from.</summary>
        public long Next { get; private set; } = stretch.From;

        public bool IsDone { get; private set; }

        public long Take(ConsumeResult<byte[]?, byte[]?> result)
        {
            if (IsDone) return 0;
            if (result.IsPartitionEOF || result.Offset.Value >= stretch.To)
            {
                (IsDone, Next) = (true, Math.Max(Next, Math.Max(stretch.To, result.IsPartitionEOF ? result.Offset.Value : 0)));
                return 0;
            }

            Next = result.Offset.Value + 1;
            IsDone = Next >= stretch.To;
            if (key is not null && !key.AsSpan().SequenceEqual(result.Message.Key)) return 0;
            Taken.Add(result);
            var size = RecordCodec.Size(result);
            Bytes += size;
            return size;
        }

        public void Forget()
        {
            Taken.Clear();
            (Bytes, Next) = (0, stretch.From);
        }

        public void CutAt(int count)
        {
            Taken.RemoveRange(count, Taken.Count - count);
            (IsDone, Next) = (false, count == 0 ? stretch.From : Taken[^1].Offset.Value + 1);
        }
    }
}
