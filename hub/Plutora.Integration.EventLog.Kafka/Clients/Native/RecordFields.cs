using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Plutora.Integration.EventLog.Kafka.State;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Clients.Native;

/// <summary>What records to be written are made of, as librdkafka takes them; room that each one uses again. Used by one thread at a time.</summary>
internal sealed unsafe class RecordFields
{
    // What each record has stands before its headers.
    private const int Fixed = 7;

    // A char takes three bytes at most.
    private const int MaxCharBytes = 3;

    // Pinned, since the fields point into it from one record to the next.
    private byte[] bytes = GC.AllocateUninitializedArray<byte>(4096, pinned: true);
    private NativeField[] fields = GC.AllocateUninitializedArray<NativeField>(64, pinned: true);
    private IReadOnlyList<KeyValuePair<string, string>> headers = [];
    private int headerBytes;

    /// <summary>The fields of a record, valid until the next one's.</summary>
    /// <param name="record">The record.</param>
    /// <param name="topic">librdkafka's topic.</param>
    /// <param name="value">The bytes of the record's value.</param>
    /// <param name="tag">What its report brings back.</param>
    public ReadOnlySpan<NativeField> Of(in Outgoing record, nint topic, byte* value, nint tag)
    {
        // An entity's event goes to two topics with the same headers, and its parts of the state under the same ones: they are encoded once.
        if (!ReferenceEquals(record.Headers, headers)) Write(record.Headers);
        fields[0] = new() { Kind = NativeField.KindTopic, Pointer = topic };
        fields[1] = new() { Kind = NativeField.KindPartition, Number = record.Partition.Partition.Value };
        fields[2] = new() { Kind = NativeField.KindFlags, Number = NativeField.Copied };
        fields[3] = new() { Kind = NativeField.KindTimestamp, Milliseconds = record.Timestamp };
        fields[4] = new() { Kind = NativeField.KindTag, Pointer = tag };
        fields[5] = Key(record);
        fields[6] = new() { Kind = NativeField.KindValue, Bytes = record.Value is null ? null : value is null ? First : value, Length = record.Value?.Length ?? 0 };
        return fields.AsSpan(0, Fixed + headers.Count);
    }

    // A value that is empty is none that is missing.
    private byte* First => At(0);

    private NativeField Key(in Outgoing record)
    {
        // No key and the empty key are one to the log; without one, Kafka shows none.
        if (record.Store is null && record.Key.Length == 0) return new() { Kind = NativeField.KindKey };
        var most = ((record.Store?.Length ?? 0) + 1 + record.Key.Length) * MaxCharBytes;
        if (headerBytes + most > bytes.Length) Grow(headerBytes + most);
        var room = bytes.AsSpan(headerBytes);
        var length = record.Store is { } store ? StateCodec.WriteKey(store, record.Key, room) : Encoding.UTF8.GetBytes(record.Key, room);
        return new() { Kind = NativeField.KindKey, Bytes = At(headerBytes), Length = length };
    }

    private void Write(IReadOnlyList<KeyValuePair<string, string>> of)
    {
        headers = [];
        headerBytes = 0;
        var most = 0;
        var all = of as KeyValuePair<string, string>[] ?? [.. of];
        foreach (var (name, value) in all) most += ((name.Length + value.Length) * MaxCharBytes) + 1;
        if (most > bytes.Length) Grow(most);
        if (Fixed + all.Length > fields.Length) fields = GC.AllocateUninitializedArray<NativeField>(2 * (Fixed + all.Length), pinned: true);
        for (var i = 0; i < all.Length; i++)
        {
            var (name, value) = all[i];
            var at = headerBytes;
            headerBytes += Encoding.UTF8.GetBytes(name, bytes.AsSpan(headerBytes));
            bytes[headerBytes++] = 0;
            var length = Encoding.UTF8.GetBytes(value, bytes.AsSpan(headerBytes));
            fields[Fixed + i] = new() { Kind = NativeField.KindHeader, HeaderName = At(at), HeaderValue = At(headerBytes), HeaderLength = length };
            headerBytes += length;
        }

        headers = of;
    }

    // What was encoded already is encoded anew, since the fields point at it.
    private void Grow(int most)
    {
        bytes = GC.AllocateUninitializedArray<byte>(2 * most, pinned: true);
        if (headers.Count > 0) Write(headers);
    }

    private byte* At(int place) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(bytes)) + place;
}
