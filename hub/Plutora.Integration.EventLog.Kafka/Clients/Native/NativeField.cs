using System.Runtime.InteropServices;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary><c>rd_kafka_vu_t</c>: one of what a record to be written is made of.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct NativeField
{
    /// <summary>Of <see cref="Kind"/>.</summary>
    public const int KindTopic = 2, KindPartition = 3, KindValue = 4, KindKey = 5, KindTag = 6, KindFlags = 7, KindTimestamp = 8, KindHeader = 9;

    /// <summary>Of a field of flags: the value is copied.</summary>
    public const int Copied = 2;

    [FieldOffset(0)]
    public int Kind;

    [FieldOffset(8)]
    public int Number;

    [FieldOffset(8)]
    public long Milliseconds;

    [FieldOffset(8)]
    public nint Pointer;

    /// <summary>Of a key or a value, with <see cref="Length"/>.</summary>
    [FieldOffset(8)]
    public byte* Bytes;

    [FieldOffset(16)]
    public nint Length;

    /// <summary>Of a header, ended by a NUL, with <see cref="HeaderValue"/> and <see cref="HeaderLength"/>.</summary>
    [FieldOffset(8)]
    public byte* HeaderName;

    [FieldOffset(16)]
    public byte* HeaderValue;

    [FieldOffset(24)]
    public nint HeaderLength;
}
