using System.Buffers.Binary;
using System.Text;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>
/// An entry as it stands among sorted ones: three lengths (of the store, a NUL and the key; of the partition key, -1 where there is none; of the value, -1 where it removes the key), and then these.
/// A long value stands in a file of values, and its place here.
/// </summary>
/// <param name="bytes">What begins with the entry.</param>
internal readonly ref struct SortedEntry(ReadOnlySpan<byte> bytes)
{
    /// <summary>The longest value that stands with its key.</summary>
    public const int MaxInline = 512;

    /// <summary>The lengths before the key.</summary>
    public const int Head = 3 * sizeof(int);

    private const int None = -1;

    private readonly ReadOnlySpan<byte> bytes = bytes;

    private int KeyLength => BinaryPrimitives.ReadInt32LittleEndian(bytes);

    private int PartitionKeyLength => BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(int)..]);

    private int ValueAt => Head + KeyLength + Math.Max(0, PartitionKeyLength);

    /// <summary>How many bytes the value has, -1 when it removes the key.</summary>
    public int ValueLength => BinaryPrimitives.ReadInt32LittleEndian(bytes[(2 * sizeof(int))..]);

    public bool IsRemoval => ValueLength == None;

    /// <summary>The store, a NUL, and the key.</summary>
    public ReadOnlySpan<byte> StoreAndKey => bytes.Slice(Head, KeyLength);

    /// <summary>How many bytes the entry takes.</summary>
    public int Length => ValueAt + Stored(ValueLength);

    /// <summary>All of it.</summary>
    public ReadOnlySpan<byte> All => bytes[..Length];

    public string? PartitionKey => PartitionKeyLength == None ? null : Encoding.UTF8.GetString(bytes.Slice(Head + KeyLength, PartitionKeyLength));

    /// <summary>How many bytes a record takes as an entry.</summary>
    public static int LengthOf(in StateRecord record) => Head + record.StoreAndKey.Length + record.PartitionKey.Length + Stored(record.IsRemoval ? None : record.Value.Length);

    /// <summary>Writes a record as an entry.</summary>
    /// <param name="record">The record.</param>
    /// <param name="place">Where its value stands when it is a long one.</param>
    /// <param name="to">Room for it.</param>
    public static void Write(in StateRecord record, long place, Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, record.StoreAndKey.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[sizeof(int)..], record.HasPartitionKey ? record.PartitionKey.Length : None);
        BinaryPrimitives.WriteInt32LittleEndian(to[(2 * sizeof(int))..], record.IsRemoval ? None : record.Value.Length);
        record.StoreAndKey.CopyTo(to[Head..]);
        record.PartitionKey.CopyTo(to[(Head + record.StoreAndKey.Length)..]);
        var value = to[(Head + record.StoreAndKey.Length + record.PartitionKey.Length)..];
        if (IsLong(record)) BinaryPrimitives.WriteInt64LittleEndian(value, place);
        else record.Value.CopyTo(value);
    }

    /// <summary>Whether a record's value stands elsewhere.</summary>
    public static bool IsLong(in StateRecord record) => record.Value.Length > MaxInline;

    /// <summary>Where the value stands when it stands elsewhere.</summary>
    public long Place => BinaryPrimitives.ReadInt64LittleEndian(bytes[ValueAt..]);

    /// <summary>Whether its value stands elsewhere.</summary>
    public bool HasPlace => ValueLength > MaxInline;

    /// <summary>Of sorted entries, one behind the other, reads the one that begins here.</summary>
    /// <returns>Whether it is whole; its length and key can only be asked for when its head is.</returns>
    public static bool IsWhole(ReadOnlySpan<byte> bytes) => bytes.Length >= Head && bytes.Length >= new SortedEntry(bytes).Length;

    /// <summary>The value, which is not asked for of a removal.</summary>
    /// <param name="values">Where long ones stand.</param>
    public byte[] Value(RunSet values)
    {
        if (!HasPlace) return bytes.Slice(ValueAt, ValueLength).ToArray();
        var value = GC.AllocateUninitializedArray<byte>(ValueLength);
        values.ReadValue(Place, value);
        return value;
    }

    /// <summary>Writes it anew, its long value at another place.</summary>
    public void MoveTo(long place, Span<byte> to)
    {
        All.CopyTo(to);
        BinaryPrimitives.WriteInt64LittleEndian(to[ValueAt..], place);
    }

    private static int Stored(int valueLength) => valueLength > MaxInline ? sizeof(long) : Math.Max(0, valueLength);
}
