using System.Globalization;
using System.Text.Json;

namespace Plutora.Integration.Jsonata.Values;

/// <summary>Marks what needs no object of its own.</summary>
internal sealed class Tag(JsonataKind kind)
{
    public static Tag Null { get; } = new(JsonataKind.Null);

    public static Tag Number { get; } = new(JsonataKind.Number);

    public static Tag True { get; } = new(JsonataKind.Boolean);

    public static Tag False { get; } = new(JsonataKind.Boolean);

    public JsonataKind Kind { get; } = kind;
}

/// <summary>Digits of a whole number that a double cannot hold, such as an id above 2^53.</summary>
internal sealed class Digits(string text)
{
    private const long Exact = 1L << 53;

    public string Text { get; } = text;

    public static JsonataValue From(JsonElement element)
    {
        var number = element.GetDouble();
        return element.TryGetInt64(out var whole) && whole is <= Exact and >= -Exact ? JsonataValue.From(number)
            : element.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? JsonataValue.From(number)
            : new(new Digits(element.GetRawText()), number);
    }
}

/// <summary>An array. A sequence is what a path yields: one item of it stands for itself.</summary>
internal sealed class ArrayValue(List<JsonataValue> items, bool sequence = false)
{
    public List<JsonataValue> Items { get; } = items;

    /// <summary>True for the result of a path: it dissolves when it holds one item.</summary>
    public bool IsSequence { get; } = sequence;

    /// <summary>True where <c>[]</c> asks for an array even of one item.</summary>
    public bool KeepSingleton { get; set; }
}

/// <summary>An object: of the input, read as it is asked for, or constructed.</summary>
internal sealed class ObjectValue
{
    private readonly JsonElement _element;
    private List<KeyValuePair<string, JsonataValue>>? _members;

    public ObjectValue(JsonElement element) => _element = element;

    public ObjectValue(IEnumerable<KeyValuePair<string, JsonataValue>> members)
    {
        var ordered = new OrderedDictionary<string, JsonataValue>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            ordered[name] = value;
        }

        _members = [.. ordered];
    }

    public List<KeyValuePair<string, JsonataValue>> Members =>
        _members ??= [.. _element.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, JsonataValue.From(m.Value)))];

    public JsonataValue Get(string name)
    {
        if (_members is null)
        {
            return _element.TryGetProperty(name, out var value) ? JsonataValue.From(value) : default;
        }

        foreach (var (known, value) in _members)
        {
            if (known == name)
            {
                return value;
            }
        }

        return default;
    }
}

/// <summary>Numbers as the reference writes them.</summary>
internal static class NumberText
{
    public static string Of(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new JsonataException("D3001", 0, null, "A number that is not finite cannot be written.");
        }

        if (number == Math.Truncate(number) && Math.Abs(number) < 1e21)
        {
            return number.ToString("F0", CultureInfo.InvariantCulture) is "-0" ? "0" : number.ToString("F0", CultureInfo.InvariantCulture);
        }

        var rounded = double.Parse(number.ToString("E14", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return rounded.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "e+", StringComparison.Ordinal).Replace("E-0", "e-", StringComparison.Ordinal).Replace("E-", "e-", StringComparison.Ordinal);
    }
}
