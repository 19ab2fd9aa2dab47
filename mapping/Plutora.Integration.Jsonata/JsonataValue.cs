using System.Text.Json;
using Plutora.Integration.Jsonata.Functions;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata;

/// <summary>A value of an evaluation; it does not change once it is handed out.</summary>
public readonly partial struct JsonataValue
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
        ObjectValue => JsonataKind.Object,
        ArrayValue => JsonataKind.Array,
        SourceDigits => JsonataKind.Number,
        FunctionValue => JsonataKind.Function,
        _ => JsonataKind.Object,
    };

    /// <summary>True when there is nothing.</summary>
    public bool IsUndefined => _reference is null;

    /// <summary>Items of an array; empty for anything else.</summary>
    public IEnumerable<JsonataValue> Items => _reference is ArrayValue array ? array.Enumerate() : [];

    /// <summary>Number of items of an array or members of an object.</summary>
    public int Count => _reference switch { ArrayValue array => array.Count, ObjectValue value => value.Count, _ => 0 };

    /// <summary>Members of an object in order; empty for anything else.</summary>
    public IEnumerable<KeyValuePair<string, JsonataValue>> Members => _reference is ObjectValue value ? value.Enumerate() : [];

    internal object? Reference => _reference;

    internal ArrayValue? Array => _reference as ArrayValue;

    internal ObjectValue? Object => _reference as ObjectValue;

    internal FunctionValue? Function => _reference as FunctionValue;

    internal SourceDigits? Digits => _reference as SourceDigits;

    internal bool IsString => _reference is string;

    internal bool IsNumber => ReferenceEquals(_reference, Tag.Number) || _reference is SourceDigits;

    internal bool IsNull => ReferenceEquals(_reference, Tag.Null);

    internal bool IsBoolean => ReferenceEquals(_reference, Tag.True) || ReferenceEquals(_reference, Tag.False);

    /// <summary>A member of an object; undefined when there is none.</summary>
    public JsonataValue this[string name] => _reference is ObjectValue value ? value.Get(name) : default;

    /// <summary>An item of an array; undefined for anything else.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The array has no such item.</exception>
    public JsonataValue this[int index] => _reference is not ArrayValue array ? default
        : (uint)index < (uint)array.Count ? array[index]
        : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Text, or null as undefined.</summary>
    public static JsonataValue From(string? value) => new(value);

    /// <summary>A number.</summary>
    public static JsonataValue From(double value) => new(Tag.Number, value);

    /// <summary>True or false.</summary>
    public static JsonataValue From(bool value) => new(value ? Tag.True : Tag.False);

    /// <summary>An array.</summary>
    public static JsonataValue From(IEnumerable<JsonataValue> items) => new(new ArrayValue([.. items]));

    /// <inheritdoc cref="From(IEnumerable{JsonataValue})"/>
    public static JsonataValue From(params ReadOnlySpan<JsonataValue> items) => new(new ArrayValue(items.ToArray()));

    /// <summary>An object; a name that comes twice keeps its last value.</summary>
    public static JsonataValue From(IEnumerable<KeyValuePair<string, JsonataValue>> members)
    {
        var value = new ObjectValue();
        foreach (var (name, member) in members)
        {
            value.Set(name, member);
        }

        return new JsonataValue(value);
    }

    /// <inheritdoc cref="From(IEnumerable{KeyValuePair{string, JsonataValue}})"/>
    public static JsonataValue From(params ReadOnlySpan<KeyValuePair<string, JsonataValue>> members)
    {
        var value = new ObjectValue(members.Length);
        foreach (var (name, member) in members)
        {
            value.Set(name, member);
        }

        return new JsonataValue(value);
    }

    /// <summary>A value of parsed JSON, copied: the document may be disposed of.</summary>
    public static JsonataValue From(JsonElement element) => ElementReader.Read(element);

    /// <summary>The text of a string; empty for anything else.</summary>
    public string AsString() => _reference as string ?? "";

    /// <summary>The number, as the language computes with it; not a number for anything else.</summary>
    public double AsDouble() => IsNumber ? _number : double.NaN;

    /// <summary>True for true alone.</summary>
    public bool AsBoolean() => ReferenceEquals(_reference, Tag.True);

    /// <summary>The number as it stood in its source, where a double would write it otherwise.</summary>
    public bool TryGetSourceDigits(out string digits)
    {
        digits = Digits?.Text ?? "";
        return digits.Length > 0;
    }
}
