using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Hub.Runtime.Storage;

/// <summary>Reads the fields of an entity as one document, where the serializer's own reading makes one of each.</summary>
internal sealed class FieldsConverter : JsonConverter<IReadOnlyDictionary<string, JsonElement>>
{
    public override IReadOnlyDictionary<string, JsonElement> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in JsonElement.ParseValue(ref reader).EnumerateObject())
        {
            fields[field.Name] = field.Value;
        }

        return fields;
    }

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
