using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Plutora.Integration.Hub.Runtime.Storage;

/// <summary>
/// Writes what the hub keeps for each record and each entity, and what owners tell each other, as bytes: the same as JSON costs twice the place and several times the
/// processor. Numbers are written in groups of seven bits, the least first; texts as UTF-8 behind their length plus one, null as 0.
/// </summary>
internal sealed class StateWriter
{
    // What a seldom large value took is given back.
    private const int MostKept = 1024 * 1024;
    private const byte UtcInstant = 1;
    private const byte OffsetInstant = 2;

    [ThreadStatic]
    private static StateWriter? s_mine;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private bool _used;

    /// <summary>Bytes written so far.</summary>
    public int Length => _buffer.WrittenCount;

    /// <summary>Writes a value behind the version of its format.</summary>
    /// <param name="format">Version of the format (rule 35 of state).</param>
    /// <param name="state">What is handed to <paramref name="write"/>.</param>
    /// <param name="write">Writes the value.</param>
    public static byte[] Write<T>(byte format, T state, Action<StateWriter, T> write)
    {
        var writer = s_mine is { _used: true } ? new() : s_mine ??= new();
        writer._used = true;
        try
        {
            writer.Byte(format);
            write(writer, state);
            return writer._buffer.WrittenSpan.ToArray();
        }
        finally
        {
            writer._buffer.ResetWrittenCount();
            writer._used = false;
            if (writer == s_mine && writer._buffer.Capacity > MostKept)
            {
                s_mine = null;
            }
        }
    }

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Number(long value)
    {
        var span = _buffer.GetSpan(10);
        var (rest, at) = ((ulong)value, 0);
        while (rest >= 0x80)
        {
            span[at++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[at++] = (byte)rest;
        _buffer.Advance(at);
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Number(0);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number(length + 1L);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        _buffer.Write(value);
    }

    public void Texts(IReadOnlyList<string> values)
    {
        Number(values.Count);
        for (var n = 0; n < values.Count; n++)
        {
            Text(values[n]);
        }
    }

    // The offset stays too, since it was told.
    public void Instant(DateTimeOffset? value)
    {
        if (value is not { } instant)
        {
            Byte(0);
            return;
        }

        var utc = instant.Offset == TimeSpan.Zero;
        var span = _buffer.GetSpan(sizeof(long) + 1);
        span[0] = utc ? UtcInstant : OffsetInstant;
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], instant.UtcTicks);
        _buffer.Advance(sizeof(long) + 1);
        if (!utc)
        {
            BinaryPrimitives.WriteInt16LittleEndian(_buffer.GetSpan(sizeof(short)), (short)instant.TotalOffsetMinutes);
            _buffer.Advance(sizeof(short));
        }
    }
}
