using System.Text;
using System.Text.Json;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata;

/// <summary>Values as JSON.</summary>
public readonly partial struct JsonataValue
{
    /// <summary>The most characters or bytes that are written.</summary>
    private const long MaxLength = 1L << 27;

    /// <summary>Writes the value as JSON; undefined and functions as null, members that are undefined not at all.</summary>
    /// <exception cref="JsonataException">It is larger or nested deeper than can be written, <c>U1002</c>.</exception>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (_reference)
        {
            case string text:
                WriteText(writer, text);
                break;
            case Tag tag when tag.Kind == JsonataKind.Number:
                WriteNumber(writer);
                break;
            case SourceDigits:
                writer.WriteRawValue(JsonText.Number(this, rounded: false), skipInputValidation: true);
                break;
            case Tag tag when tag.Kind == JsonataKind.Boolean:
                writer.WriteBooleanValue(AsBoolean());
                break;
            case ArrayValue array:
                EnsureBounds(writer);
                writer.WriteStartArray();
                foreach (var item in array.Items)
                {
                    item.WriteTo(writer);
                }

                writer.WriteEndArray();
                break;
            case ObjectValue value:
                EnsureBounds(writer);
                WriteMembers(writer, value);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <summary>The value as JSON text.</summary>
    /// <exception cref="JsonataException">It is larger or nested deeper than can be written, <c>U1002</c>.</exception>
    public string ToJson() => JsonText.Write(this, new JsonText.Bounds(MaxLength));

    /// <summary>Text as it is, anything else as JSON; nothing for undefined and functions.</summary>
    public override string ToString() => Kind switch
    {
        JsonataKind.Undefined or JsonataKind.Function => "",
        JsonataKind.String => AsString(),
        JsonataKind.Boolean => AsBoolean() ? "true" : "false",
        JsonataKind.Number => JsonText.Number(this, rounded: false),
        _ => ToJson(),
    };

    private static void WriteMembers(Utf8JsonWriter writer, ObjectValue value)
    {
        writer.WriteStartObject();
        for (var index = 0; index < value.Count; index++)
        {
            if (value.Values[index] is { IsUndefined: false } member)
            {
                writer.WritePropertyName(Sound(value.Names[index]));
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            writer.WriteStringValue(text);
            return;
        }

        // A surrogate that stands alone has no UTF-8; JSON can say it as an escape.
        var quoted = new StringBuilder();
        JsonText.AppendQuoted(quoted, text);
        writer.WriteRawValue(quoted.ToString(), skipInputValidation: true);
    }

    private static string Sound(string name) => name.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
        ? string.Concat(name.EnumerateRunes().Select(rune => rune.ToString()))
        : name;

    private void WriteNumber(Utf8JsonWriter writer)
    {
        if (_number == Math.Truncate(_number) && Math.Abs(_number) < 1L << 53)
        {
            writer.WriteNumberValue((long)_number);
        }
        else
        {
            writer.WriteRawValue(JsonText.Number(this, rounded: false), skipInputValidation: true);
        }
    }

    /// <summary>Small values may hold one another many times over, so that what is written is bounded too.</summary>
    private static void EnsureBounds(Utf8JsonWriter writer)
    {
        if (writer.BytesCommitted + writer.BytesPending > MaxLength || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Faults.Of("U1002");
        }
    }
}
