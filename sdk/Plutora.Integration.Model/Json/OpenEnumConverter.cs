using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Model.Json;

/// <summary>
/// Writes an enum value by its name in kebab-case (<c>in-progress</c>), and reads any text: one that this version does not know becomes <c>other</c>, which every
/// enum of the model has as its value zero, so that a consumer keeps working when a later version knows more.
/// </summary>
internal sealed class OpenEnumConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    private static readonly Dictionary<TEnum, JsonEncodedText> Written =
        Enum.GetValues<TEnum>().ToDictionary(value => value, value => JsonEncodedText.Encode(EnumNames.Of(value.ToString())));

    private static readonly Dictionary<string, TEnum> Known = Enum.GetValues<TEnum>().ToDictionary(value => EnumNames.Of(value.ToString()), StringComparer.Ordinal);

    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException($"A value of {typeof(TEnum).Name} is a string; this is {reader.TokenType}.");
        return Known.GetValueOrDefault(reader.GetString()!);
    }

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options)
    {
        if (!Written.TryGetValue(value, out var text)) throw new JsonException($"{value} is no value of {typeof(TEnum).Name}.");
        writer.WriteStringValue(text);
    }
}
