using System.Buffers;
using System.Text;
using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>A key as it is looked for, store, NUL and key: on the stack where it is short.</summary>
internal readonly ref struct KeyBytes
{
    /// <summary>So many bytes hold most keys.</summary>
    public const int Small = 512;

    private readonly byte[]? rented;

    public KeyBytes(in StateKey key, Span<byte> small)
        : this(key.Store, key.Key, small)
    {
    }

    public KeyBytes(string store, ReadOnlySpan<char> key, Span<byte> small)
    {
        var size = Encoding.UTF8.GetMaxByteCount(store.Length) + 1 + Encoding.UTF8.GetMaxByteCount(key.Length);
        var bytes = size <= small.Length ? small : rented = ArrayPool<byte>.Shared.Rent(size);
        Span = bytes[..StateCodec.WriteKey(store, key, bytes)];
    }

    public ReadOnlySpan<byte> Span { get; }

    public void Dispose()
    {
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }
}
