using System.Runtime.InteropServices;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary><c>rd_kafka_message_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    public int Error;
    public nint Topic;
    public int Partition;
    public byte* Payload;
    public nint PayloadLength;
    public byte* Key;
    public nint KeyLength;
    public long Offset;
    public nint Private;
}
