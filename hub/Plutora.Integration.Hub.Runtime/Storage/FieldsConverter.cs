using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Hub.Runtime.Storage;

/// <summary>Reads the fields of an entity as one document, where the serializer's own reading makes one of each.</summary>
internal sealed class FieldsConverter : JsonConverter<IReadOnlyDictionary<string, JsonElement>>
{
    /// <summary>The members of an object, whose memory they keep.</summary>
    public static Dictionary<string, JsonElement> FieldsOf(JsonElement entity)
    {
        var fields = new Dictionary<string, JsonElement>(entity.GetPropertyCount(), StringComparer.Ordinal);
        foreach (var field in entity.EnumerateObject())
        {
            fields[field.Name] = field.Value;
        }

        return fields;
    }

    public override IReadOnlyDictionary<string, JsonElement> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => FieldsOf(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, JsonElement> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, field) in value)
        {
            writer.WritePropertyName(name);
            field.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
