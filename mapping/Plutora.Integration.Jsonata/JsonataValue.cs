using System.Text.Json;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata;

/// <summary>A value of an evaluation. Objects and arrays of the input are wrapped, not copied.</summary>
public readonly struct JsonataValue
{
    private readonly object? _reference;
    private readonly double _number;

    internal JsonataValue(object? reference, double number = 0) => (_reference, _number) = (reference, number);

    /// <summary>Nothing.</summary>
    public static JsonataValue Undefined => default;

    /// <summary>JSON null.</summary>
    public static JsonataValue Null => new(Tag.Null);

    /// <summary>What the value is.</summary>
    public JsonataKind Kind => _reference switch
    {
        null => JsonataKind.Undefined,
        string => JsonataKind.String,
        Tag tag => tag.Kind,
        Digits => JsonataKind.Number,
        ArrayValue => JsonataKind.Array,
        ObjectValue => JsonataKind.Object,
        _ => JsonataKind.Function,
    };

    /// <summary>True when there is nothing.</summary>
    public bool IsUndefined => _reference is null;

    /// <summary>Items of an array; empty for anything else.</summary>
    public IEnumerable<JsonataValue> Items => _reference is ArrayValue array ? array.Items : [];

    /// <summary>Number of items of an array or members of an object.</summary>
    public int Count => _reference switch { ArrayValue array => array.Items.Count, ObjectValue value => value.Members.Count, _ => 0 };

    /// <summary>Members of an object in order; empty for anything else.</summary>
    public IEnumerable<KeyValuePair<string, JsonataValue>> Members => _reference is ObjectValue value ? value.Members : [];

    internal ArrayValue? Array => _reference as ArrayValue;

    internal object? Reference => _reference;

    /// <summary>A member of an object; undefined when there is none.</summary>
    public JsonataValue this[string name] => _reference is ObjectValue value ? value.Get(name) : default;

    /// <summary>An item of an array.</summary>
    public JsonataValue this[int index] => _reference is ArrayValue array ? array.Items[index] : default;

    /// <summary>Text, or null as undefined.</summary>
    public static JsonataValue From(string? value) => new(value);

    /// <summary>A number.</summary>
    public static JsonataValue From(double value) => new(Tag.Number, value);

    /// <summary>True or false.</summary>
    public static JsonataValue From(bool value) => new(value ? Tag.True : Tag.False);

    /// <summary>An array.</summary>
    public static JsonataValue From(IEnumerable<JsonataValue> items) => new(new ArrayValue([.. items]));

    /// <summary>An object; a name that comes twice keeps its last value.</summary>
    public static JsonataValue From(IEnumerable<KeyValuePair<string, JsonataValue>> members) => new(new ObjectValue(members));

    /// <summary>A value of parsed JSON.</summary>
    public static JsonataValue From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined => default,
        JsonValueKind.Null => Null,
        JsonValueKind.True => From(true),
        JsonValueKind.False => From(false),
        JsonValueKind.String => From(element.GetString()),
        JsonValueKind.Number => Digits.From(element),
        JsonValueKind.Array => new(new ArrayValue([.. element.EnumerateArray().Select(From)])),
        _ => new(new ObjectValue(element)),
    };

    /// <summary>The text of a string; empty for anything else.</summary>
    public string AsString() => _reference as string ?? "";

    /// <summary>The number, as the language computes with it; not a number for anything else.</summary>
    public double AsDouble() => Kind == JsonataKind.Number ? _number : double.NaN;

    /// <summary>True for true alone.</summary>
    public bool AsBoolean() => ReferenceEquals(_reference, Tag.True);

    /// <summary>The digits as they stood in the input, where a whole number does not fit a double.</summary>
    public bool TryGetSourceDigits(out string digits)
    {
        digits = (_reference as Digits)?.Text ?? "";
        return digits.Length > 0;
    }

    /// <summary>Writes the value as JSON; undefined and functions as null.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case JsonataKind.Boolean:
                writer.WriteBooleanValue(AsBoolean());
                break;
            case JsonataKind.Number when _reference is Digits digits:
                writer.WriteRawValue(digits.Text);
                break;
            case JsonataKind.Number:
                writer.WriteRawValue(NumberText.Of(_number));
                break;
            case JsonataKind.String:
                writer.WriteStringValue(AsString());
                break;
            case JsonataKind.Array:
                writer.WriteStartArray();
                foreach (var item in Items)
                {
                    item.WriteTo(writer);
                }

                writer.WriteEndArray();
                break;
            case JsonataKind.Object:
                writer.WriteStartObject();
                foreach (var (name, value) in Members.Where(m => !m.Value.IsUndefined))
                {
                    writer.WritePropertyName(name);
                    value.WriteTo(writer);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <summary>The value as JSON text.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Text as it is, anything else as JSON.</summary>
    public override string ToString() => Kind switch
    {
        JsonataKind.Undefined => "",
        JsonataKind.String => AsString(),
        JsonataKind.Function => "",
        JsonataKind.Number when _reference is Digits digits => digits.Text,
        JsonataKind.Number => NumberText.Of(_number),
        _ => ToJson(),
    };
}
