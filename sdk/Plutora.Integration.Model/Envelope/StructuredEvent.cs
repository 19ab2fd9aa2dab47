using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Model.Envelope;

/// <summary>A normalized event as one JSON document: the structured mode of CloudEvents 1.0, media type <c>application/cloudevents+json</c>.</summary>
public static class StructuredEvent
{
    /// <summary>The media type of such a document.</summary>
    public const string MediaType = "application/cloudevents+json";

    /// <summary>The event as UTF-8 JSON.</summary>
    public static byte[] ToBytes(NormalizedEvent e)
    {
        var buffer = new ArrayBufferWriter<byte>(e.Data.Length + 1024);
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, e);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the event as one JSON object; its data is copied as it stands.</summary>
    /// <exception cref="JsonException">The data is no JSON.</exception>
    public static void Write(Utf8JsonWriter writer, NormalizedEvent e)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in EventAttributes.Of(e)) writer.WriteString(name, value);
        if (!e.Data.IsEmpty)
        {
            writer.WriteString("datacontenttype", NormalizedEvent.DataContentType);
            writer.WritePropertyName("data");
            writer.WriteRawValue(e.Data.Span);
        }
        writer.WriteEndObject();
    }

    /// <summary>Reads an event. Its data is a slice of the document, not a copy; attributes that are not known are ignored.</summary>
    /// <exception cref="FormatException">The document is no JSON, or an attribute is missing or wrong; the message says which.</exception>
    public static NormalizedEvent Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var attributes = new Dictionary<string, string>(16, StringComparer.Ordinal);
            var data = Collect(json, attributes);
            return EventAttributes.Read(name => attributes.GetValueOrDefault(name), data);
        }
        catch (JsonException broken)
        {
            throw new FormatException($"The event is no JSON: {broken.Message}", broken);
        }
    }

    private static ReadOnlyMemory<byte> Collect(ReadOnlyMemory<byte> json, Dictionary<string, string> attributes)
    {
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new FormatException("The event is not a JSON object.");
        var data = ReadOnlyMemory<byte>.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == "data") data = Slice(json, ref reader);
            else if (name == "data_base64") throw new FormatException("The event's data is base64; a normalized event carries JSON.");
            else if (Attribute(json, ref reader) is { } value && !attributes.TryAdd(name, value)) throw new FormatException($"The event has '{name}' twice.");
        }
        if (reader.Read()) throw new FormatException("Something follows the event.");
        return data;
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return reader.TokenType == JsonTokenType.Null ? ReadOnlyMemory<byte>.Empty : json[start..(int)reader.BytesConsumed];
    }

    private static string? Attribute(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        var raw = Slice(json, ref reader);
        return raw.IsEmpty ? null : Encoding.UTF8.GetString(raw.Span);
    }
}
