using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Projection;

/// <summary>
/// Goes through UTF-8 JSON faster than its tokens could be read: what is skipped is looked at only as far as is needed to find its end, which is that
/// its texts are closed and its brackets match.
/// </summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> json, int maxDepth)
{
    private static readonly SearchValues<byte> TextEnds = SearchValues.Create("\"\\"u8);

    private readonly ReadOnlySpan<byte> _json = json;
    private int _position;
    private int _depth;

    /// <summary>The next byte that is no space, without stepping over it; 0 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Peek() => (uint)_position < (uint)_json.Length && _json[_position] is > (byte)' ' and var next ? next : PeekBehindSpace();

    /// <summary>Steps over a symbol that must come next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Expect(char symbol)
    {
        if (Peek() != symbol)
        {
            throw Expected(symbol);
        }

        _position++;
    }

    /// <summary>Steps over a bracket that opens an object or array.</summary>
    public void Open()
    {
        if (++_depth > maxDepth)
        {
            throw Invalid($"it is nested deeper than {maxDepth}");
        }

        _position++;
    }

    /// <summary>Whether the object or array ends here, in which case its bracket is stepped over; else steps over the comma before its next member.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Closes(char bracket, bool first)
    {
        if (Peek() == bracket)
        {
            _position++;
            _depth--;
            return true;
        }

        if (!first)
        {
            Expect(',');
        }

        return false;
    }

    /// <summary>The content of a text, with its escapes.</summary>
    public ReadOnlySpan<byte> ReadText(out bool isEscaped)
    {
        Expect('"');
        var start = _position;
        isEscaped = SkipText();
        return _json[start..(_position - 1)];
    }

    /// <summary>A text, number, boolean or null, or with all that is in it an object or array.</summary>
    public JsonataValue ReadValue()
    {
        switch (Peek())
        {
            case (byte)'"':
                var content = ReadText(out var isEscaped);
                return content.ContainsAnyInRange((byte)0, (byte)0x1F) ? throw Invalid("a text holds a control character")
                    : JsonataValue.From(isEscaped ? JsonStrings.Read(content) : Encoding.UTF8.GetString(content));
            case (byte)'t' when TryLiteral("true"u8):
                return JsonataValue.From(true);
            case (byte)'f' when TryLiteral("false"u8):
                return JsonataValue.From(false);
            case (byte)'n' when TryLiteral("null"u8):
                return JsonataValue.Null;
            default:
                return TryWhole(out var whole) ? JsonataValue.From(whole) : ReadTokens();
        }
    }

    /// <summary>Steps over a value.</summary>
    public void Skip()
    {
        switch (Peek())
        {
            case (byte)'"':
                _position++;
                SkipText();
                break;
            case (byte)'{' or (byte)'[':
                SkipNested();
                break;
            default:
                SkipScalar();
                break;
        }
    }

    /// <summary>Steps out of an object or array, over what is left of it. True where something was.</summary>
    public bool SkipRest(char bracket)
    {
        var more = Peek() != bracket;
        _position--;
        SkipNested();
        _depth--;
        return more;
    }

    /// <summary>Refuses what comes after the document.</summary>
    public void End()
    {
        if (Peek() != 0 || _position < _json.Length)
        {
            throw Invalid("there is more after the end of the document");
        }
    }

    private byte PeekBehindSpace()
    {
        while ((uint)_position < (uint)_json.Length)
        {
            var value = _json[_position];
            if (value is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return value;
            }

            _position++;
        }

        return 0;
    }

    private JsonataValue ReadTokens()
    {
        var reader = new Utf8JsonReader(_json[_position..], isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { MaxDepth = Math.Max(maxDepth - _depth, 1) }));
        if (!reader.Read())
        {
            throw Invalid("a value is expected");
        }

        var value = TreeReader.ReadValue(ref reader);
        _position += (int)reader.BytesConsumed;
        return value;
    }

    /// <summary>A whole number that a double holds and would write alike; anything else is for the reader of tokens.</summary>
    private bool TryWhole(out double number)
    {
        var rest = _json[_position..];
        var isNegative = rest is [(byte)'-', ..];
        var (start, whole) = (isNegative ? 1 : 0, 0L);
        var at = start;
        while ((uint)at < (uint)rest.Length && rest[at] is >= (byte)'0' and <= (byte)'9' && at - start < 15)
        {
            whole = (whole * 10) + rest[at++] - '0';
        }

        number = isNegative ? -whole : whole;
        if (at == start || (at - start > 1 && rest[start] == (byte)'0') || (isNegative && whole == 0)
            || (uint)at >= (uint)rest.Length || rest[at] is not ((byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r'))
        {
            return false;
        }

        _position += at;
        return true;
    }

    private bool TryLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_json[_position..].StartsWith(literal))
        {
            return false;
        }

        _position += literal.Length;
        return true;
    }

    private void SkipScalar()
    {
        var start = _position;
        while ((uint)_position < (uint)_json.Length && (char.IsAsciiLetterOrDigit((char)_json[_position]) || _json[_position] is (byte)'-' or (byte)'+' or (byte)'.'))
        {
            _position++;
        }

        if (_position == start)
        {
            throw Invalid("a value is expected");
        }
    }

    /// <summary>Steps over the rest of a text; whether it holds an escape.</summary>
    private bool SkipText()
    {
        for (var isEscaped = false; ; isEscaped = true)
        {
            var next = NextTextEnd();
            if (next < 0)
            {
                throw Invalid("a text is not closed");
            }

            _position += next + 1;
            if (_json[_position - 1] == (byte)'"')
            {
                return isEscaped;
            }

            // What is escaped is stepped over; beyond the end the next search finds nothing.
            _position = Math.Min(_position + 1, _json.Length);
        }
    }

    /// <summary>How far it is to the next quote or backslash; -1 where there is none. Most texts are short, so that a search costs more to call than to do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int NextTextEnd()
    {
        if (_json.Length - _position >= Vector256<byte>.Count)
        {
            var block = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(_json), (nuint)_position);
            var ends = (Vector256.Equals(block, Vector256.Create((byte)'"')) | Vector256.Equals(block, Vector256.Create((byte)'\\'))).ExtractMostSignificantBits();
            if (ends != 0)
            {
                return BitOperations.TrailingZeroCount(ends);
            }
        }

        return _json[_position..].IndexOfAny(TextEnds);
    }

    private void SkipNested()
    {
        var length = NestedSkipper.Skip(_json[(_position + 1)..], maxDepth - _depth);
        _position = length switch
        {
            -1 => throw Invalid("an object or array is not closed"),
            -2 => throw Invalid($"it is nested deeper than {maxDepth}"),
            _ => _position + 1 + length,
        };
    }

    private readonly JsonException Expected(char symbol) => Invalid($"'{symbol}' is expected");

    private readonly JsonException Invalid(string what) => new($"Not JSON at byte {_position}: {what}.", null, null, _position);
}
