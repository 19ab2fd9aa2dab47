using System.Buffers.Binary;
using System.Text;

namespace Plutora.Integration.Hub.Runtime.Storage;

/// <summary>Reads what <see cref="StateWriter"/> wrote. What it gives keeps the memory of what it reads.</summary>
/// <param name="stored">What is stored, behind the version of its format.</param>
/// <param name="what">What it is, for whoever reads of a fault.</param>
internal ref struct StateReader(ReadOnlyMemory<byte> stored, StateName what)
{
    private readonly ReadOnlySpan<byte> _span = stored.Span;
    private int _at;

    /// <summary>Whether all was read.</summary>
    public readonly bool End => _at == _span.Length;

    /// <summary>What is thrown where what was read means nothing.</summary>
    public readonly StateFormatException Damaged() => new($"{what} is damaged: its {_span.Length} bytes end or mean nothing at {_at}. Restore the log from a backup.");

    public byte Byte() => _at < _span.Length ? _span[_at++] : throw Damaged();

    public bool Flag() => Byte() != 0;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)value;
            }
        }

        throw Damaged();
    }

    public string? TextOrNull()
    {
        var length = Number() - 1;
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length).Span);
    }

    public string Text() => TextOrNull() ?? throw Damaged();

    /// <summary>A text that mostly is one which is at hand, and then is not made anew.</summary>
    public string Text(string known)
    {
        var at = _at;
        var length = Number() - 1;
        if (length >= 0 && Ascii.Equals(Take(length).Span, known))
        {
            return known;
        }

        _at = at;
        return Text();
    }

    public ReadOnlyMemory<byte> Bytes() => Take(Number());

    public string[] Texts()
    {
        var values = new string[Count()];
        for (var n = 0; n < values.Length; n++)
        {
            values[n] = Text();
        }

        return values;
    }

    /// <summary>How many values follow; each takes a byte at least.</summary>
    public int Count() => Count(_span.Length - _at);

    /// <summary>A number between none and a limit.</summary>
    public int Count(int most) => Number() is var count && count >= 0 && count <= most ? (int)count : throw Damaged();

    public DateTimeOffset? InstantOrNull()
    {
        var kind = Byte();
        if (kind == 0)
        {
            return null;
        }

        var utc = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)).Span), TimeSpan.Zero);
        return kind == 1 ? utc : utc.ToOffset(TimeSpan.FromMinutes(BinaryPrimitives.ReadInt16LittleEndian(Take(sizeof(short)).Span)));
    }

    public DateTimeOffset Instant() => InstantOrNull() ?? throw Damaged();

    private ReadOnlyMemory<byte> Take(long length)
    {
        if (length < 0 || length > _span.Length - _at)
        {
            throw Damaged();
        }

        var taken = stored.Slice(_at, (int)length);
        _at += (int)length;
        return taken;
    }
}

/// <summary>Reads a value of what <see cref="StateWriter"/> wrote.</summary>
internal delegate T StateReading<out T>(ref StateReader reader);
