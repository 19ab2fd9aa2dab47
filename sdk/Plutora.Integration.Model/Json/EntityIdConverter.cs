using System.Text.Json;
using System.Text.Json.Serialization;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Model.Json;

/// <summary>Writes an <see cref="EntityId"/> as its text.</summary>
internal sealed class EntityIdConverter : JsonConverter<EntityId>
{
    public override EntityId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return EntityId.TryParse(text, out var id) ? id
            : throw new JsonException($"'{text}' is no entity id: expected <instance>/<entity>/<key>, each part percent-encoded.");
    }

    public override void Write(Utf8JsonWriter writer, EntityId value, JsonSerializerOptions options)
    {
        if (value.IsDefault) throw new JsonException("The entity id was never set.");
        writer.WriteStringValue(value.ToString());
    }
}
