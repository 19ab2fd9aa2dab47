using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Model.Json;

/// <summary>Writes an instant as ISO 8601 in UTC, with as many digits of the second as it has; reads one with any stated offset, and none without.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Instants.TryParse(text, out var instant) ? instant
            : throw new JsonException($"'{text}' is no instant: expected ISO 8601 with an offset, such as 2026-01-31T09:30:00Z.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => Instants.Write(writer, value);
}
