using System.Text.Json;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.Declarative.Receiving;

/// <summary>Rows of JSON: an array of records, one record, or one a line.</summary>
internal static class JsonRows
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 512 };

    public static IEnumerable<PushedRow> Whole(ReadOnlyMemory<byte> body)
    {
        try
        {
            var whole = RawItems.At(WithoutMark(body)) ?? default;
            var items = whole.Span[0] == (byte)'[' ? RawItems.Of(whole) : [whole];
            return items.Select((item, index) => Row($"Record {index + 1}", item));
        }
        catch (ConnectorException cut)
        {
            // Whoever posts is not asked again later: what is cut is refused.
            throw ConnectorException.Permanent($"What was posted is no whole JSON: {cut.Message}", cut);
        }
    }

    public static IEnumerable<PushedRow> Lines(ReadOnlyMemory<byte> body)
    {
        var rest = WithoutMark(body);
        for (var line = 1; !rest.IsEmpty; line++)
        {
            var end = rest.Span.IndexOf((byte)'\n') is var at && at < 0 ? rest.Length : at;
            var text = Trimmed(rest[..end]);
            rest = rest[Math.Min(rest.Length, end + 1)..];
            if (!text.IsEmpty)
            {
                yield return Row($"Line {line}", text);
            }
        }
    }

    private static PushedRow Row(string place, ReadOnlyMemory<byte> json)
    {
        if (json.Span[0] != (byte)'{')
        {
            return new(place, json, "a record is a JSON object.");
        }

        try
        {
            var reader = new Utf8JsonReader(json.Span, Deep);
            while (reader.Read())
            {
                // Read to its end, so that what is cut or followed by something else is told here, with its place.
            }

            return new(place, json, null);
        }
        catch (JsonException fault)
        {
            return new(place, json, $"it is not JSON (byte {fault.BytePositionInLine + 1}).");
        }
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> line)
    {
        var span = line.Span;
        var (start, end) = (0, span.Length);
        for (; start < end && span[start] is (byte)' ' or (byte)'\t'; start++)
        {
        }

        for (; end > start && span[end - 1] is (byte)' ' or (byte)'\t' or (byte)'\r'; end--)
        {
        }

        return line[start..end];
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
}
