using System.Text.Json;
using System.Text.Json.Serialization;
using Plutora.Integration.Hub.Runtime.Merging;

namespace Plutora.Integration.Hub.Runtime.Storage;

/// <summary>Reads and writes a set of fields as the object that it is.</summary>
internal sealed class FieldSetConverter : JsonConverter<FieldSet>
{
    public override FieldSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => FieldSet.Of(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, FieldSet value, JsonSerializerOptions options) => writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
}
