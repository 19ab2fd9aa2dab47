using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Plutora.Integration.EventLog;

/// <summary>Which partition a key belongs to: murmur2 of its UTF-8, as the default partitioner of Kafka's Java client has it (<c>org.apache.kafka.common.utils.Utils.murmur2</c>), on every engine.</summary>
public static class Partitioner
{
    private const uint Seed = 0x9747b28c;
    private const uint M = 0x5bd1e995;

    /// <summary>The partition of <paramref name="partitionKey"/> among <paramref name="partitions"/>.</summary>
    public static int PartitionOf(string partitionKey, int partitions)
    {
        if (partitions == 1) return 0;
        var size = Encoding.UTF8.GetMaxByteCount(partitionKey.Length);
        var rented = size > 512 ? ArrayPool<byte>.Shared.Rent(size) : null;
        var buffer = rented ?? stackalloc byte[512];
        var hash = Murmur2(buffer[..Encoding.UTF8.GetBytes(partitionKey, buffer)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return (hash & 0x7fffffff) % partitions;
    }

    /// <summary>A key for each partition, the same at every call: for records that must lie in a partition whatever their own key.</summary>
    public static IReadOnlyList<string> KeysOf(int partitions)
    {
        var keys = new string[partitions];
        for (int found = 0, i = 0; found < partitions; i++)
        {
            var key = i.ToString(CultureInfo.InvariantCulture);
            ref var place = ref keys[PartitionOf(key, partitions)];
            if (place is null)
            {
                place = key;
                found++;
            }
        }

        return keys;
    }

    /// <summary>The 32-bit murmur2 hash with Kafka's seed.</summary>
    public static int Murmur2(ReadOnlySpan<byte> data)
    {
        var h = Seed ^ (uint)data.Length;
        while (data.Length >= 4)
        {
            var k = BinaryPrimitives.ReadUInt32LittleEndian(data) * M;
            k = (k ^ (k >> 24)) * M;
            h = (h * M) ^ k;
            data = data[4..];
        }

        if (data.Length > 0)
        {
            for (var i = data.Length - 1; i >= 0; i--) h ^= (uint)data[i] << (8 * i);
            h *= M;
        }

        h = (h ^ (h >> 13)) * M;
        return (int)(h ^ (h >> 15));
    }
}
