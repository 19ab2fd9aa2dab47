using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Connectors.TestResults.Reading;

/// <summary>
/// Reads a large JSON file piece by piece: the elements of a list at its root, or the members of an object at its root, where the
/// elements of named lists come one by one. No more than one piece is held.
/// </summary>
internal sealed class JsonSlicer : IDisposable
{
    private const int MaxPiece = 64 << 20;
    private readonly Stream _stream;
    private readonly HashSet<string> _streamed;
    private byte[] _buffer = new byte[65_536];
    private int _start;
    private int _length;
    private bool _final;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 256 });
    private Phase _phase;
    private string? _member;

    /// <summary>Opens a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="streamed">Members of the root whose lists are told element by element.</param>
    public JsonSlicer(ReportFile file, params IEnumerable<string> streamed)
    {
        _streamed = streamed.ToHashSet(StringComparer.Ordinal);
        var inner = file.Open();
        var head = new byte[4];
        var read = inner.ReadAtLeast(head, 4, throwOnEndOfStream: false);
        inner.Seek(0, SeekOrigin.Begin);
        // Bytes that are no text become U+FFFD rather than end the reading.
        _stream = Encoding.CreateTranscodingStream(inner, LenientText.Detect(head.AsSpan(0, read)), new UTF8Encoding(false));
    }

    private enum Phase
    {
        Before,
        List,
        Object,
        Member,
        MemberList,
        After,
    }

    /// <summary>Whether the root is a list.</summary>
    public bool RootIsList { get; private set; }

    /// <summary>Goes to the next piece; false when the file is read.</summary>
    /// <exception cref="JsonException">Broken; the message names line and byte.</exception>
    public bool Next(out string? member, out JsonElement value)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _length), _final, _state);
            if (Step(ref reader, out member, out value))
            {
                var consumed = (int)reader.BytesConsumed;
                _state = reader.CurrentState;
                (_start, _length) = (_start + consumed, _length - consumed);
                if (_phase == Phase.After)
                {
                    CheckEnd();
                    return false;
                }

                if (value.ValueKind != JsonValueKind.Undefined)
                {
                    return true;
                }
            }
            else if (!Fill())
            {
                throw new JsonException("The file is empty.", null, 0, 0);
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    // One step that is committed as a whole or tried again with more bytes.
    private bool Step(ref Utf8JsonReader reader, out string? member, out JsonElement value)
    {
        (member, value) = (_member, default);
        if (!reader.Read())
        {
            return false;
        }

        switch (_phase, reader.TokenType)
        {
            case (Phase.Before, JsonTokenType.StartArray):
                (_phase, RootIsList) = (Phase.List, true);
                return true;
            case (Phase.Before, JsonTokenType.StartObject):
                _phase = Phase.Object;
                return true;
            case (Phase.List, JsonTokenType.EndArray) or (Phase.Object, JsonTokenType.EndObject) or (Phase.Before, _):
                _phase = Phase.After;
                return true;
            case (Phase.Object, JsonTokenType.PropertyName):
                (_member, _phase) = (reader.GetString(), Phase.Member);
                return true;
            case (Phase.Member, JsonTokenType.StartArray) when _streamed.Contains(_member!):
                _phase = Phase.MemberList;
                return true;
            case (Phase.MemberList, JsonTokenType.EndArray):
                _phase = Phase.Object;
                return true;
            default:
                var probe = reader;
                if (!probe.TrySkip())
                {
                    return false;
                }

                value = JsonElement.ParseValue(ref reader);
                _phase = _phase == Phase.Member ? Phase.Object : _phase;
                return true;
        }
    }

    private bool Fill()
    {
        if (_final)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _length).CopyTo(_buffer);
            _start = 0;
        }

        if (_length == _buffer.Length)
        {
            if (_buffer.Length >= MaxPiece)
            {
                throw new UnreadableException($"A single part of the file, in '{_member ?? "the list"}', is larger than {MaxPiece >> 20} MB.");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = _stream.Read(_buffer, _length, _buffer.Length - _length);
        if (read > 0 && _length == 0 && _phase == Phase.Before && _buffer.AsSpan().StartsWith(Encoding.UTF8.Preamble))
        {
            (_start, _length) = (3, -3);
        }

        _length += read;
        _final = read == 0;
        return true;
    }

    // What follows the root would be lost in silence.
    private void CheckEnd()
    {
        do
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _length), _final, _state);
            while (reader.Read())
            {
            }

            _state = reader.CurrentState;
            (_start, _length) = (_start + (int)reader.BytesConsumed, _length - (int)reader.BytesConsumed);
        }
        while (Fill());
    }
}
