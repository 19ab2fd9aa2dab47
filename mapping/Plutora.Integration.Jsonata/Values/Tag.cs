namespace Plutora.Integration.Jsonata.Values;

/// <summary>Marks what needs no object of its own.</summary>
internal sealed class Tag(JsonataKind kind)
{
    public static readonly Tag Null = new(JsonataKind.Null);
    public static readonly Tag Number = new(JsonataKind.Number);
    public static readonly Tag True = new(JsonataKind.Boolean);
    public static readonly Tag False = new(JsonataKind.Boolean);

    public JsonataKind Kind { get; } = kind;
}

/// <summary>A number's digits as they stood in its source, where a double does not give them back.</summary>
internal sealed class SourceDigits(string text)
{
    public string Text { get; } = text;

    /// <summary>Whether it is a whole number written out, such as an id above 2^53.</summary>
    public bool IsWhole { get; } = !text.AsSpan().ContainsAny('.', 'e', 'E');
}
