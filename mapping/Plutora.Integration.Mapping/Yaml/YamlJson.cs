using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Plutora.Integration.Mapping.Yaml;

/// <summary>YAML as JSON, plain scalars typed as YAML's core schema types them: null, booleans and numbers; everything else is text.</summary>
internal static class YamlJson
{
    public static ReadOnlyMemory<byte> ToJson(YamlNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(node, writer);
        }

        return buffer.WrittenMemory;
    }

    public static void Write(YamlNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case YamlMap map:
                writer.WriteStartObject();
                foreach (var (name, value) in map.Members)
                {
                    writer.WritePropertyName(name.Value);
                    Write(value, writer);
                }

                writer.WriteEndObject();
                break;
            case YamlList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case YamlScalar scalar:
                WriteScalar(scalar, writer);
                break;
        }
    }

    private static void WriteScalar(YamlScalar scalar, Utf8JsonWriter writer)
    {
        if (scalar.IsNull)
        {
            writer.WriteNullValue();
        }
        else if (scalar is { Plain: true, Value: "true" or "false" })
        {
            writer.WriteBooleanValue(scalar.Value == "true");
        }
        else if (scalar.Plain && IsJsonNumber(scalar.Value))
        {
            // Raw, so that an identifier above 2^53 keeps its digits.
            writer.WriteRawValue(scalar.Value);
        }
        else
        {
            writer.WriteStringValue(scalar.Value);
        }
    }

    private static bool IsJsonNumber(string text)
    {
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return digits.Length > 0
            && char.IsAsciiDigit(digits[0])
            && char.IsAsciiDigit(digits[^1])
            && (digits.Length == 1 || digits[0] != '0' || !char.IsAsciiDigit(digits[1]))
            && !digits.Contains(".e", StringComparison.OrdinalIgnoreCase)
            && double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _);
    }
}
