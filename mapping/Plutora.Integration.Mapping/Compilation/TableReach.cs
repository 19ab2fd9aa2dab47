namespace Plutora.Integration.Mapping.Compilation;

/// <summary>Which entries of a table can be reached, where every value comes from a function whose results have a form.</summary>
internal static class TableReach
{
    /// <param name="function">The function that the value comes from; null where that is not known.</param>
    /// <param name="value">The entry's value.</param>
    public static bool Reaches(string? function, string value) => function switch
    {
        "lowercase" => !value.Any(char.IsUpper),
        "uppercase" => !value.Any(char.IsLower),
        "trim" => value == value.Trim(),
        "exists" or "boolean" or "not" or "contains" => value is "true" or "false",
        _ => true,
    };

    public static string Gives(string function) => function switch
    {
        "lowercase" => "lower case",
        "uppercase" => "upper case",
        "trim" => "no blanks at the ends",
        _ => "true or false",
    };

    public static string Remedy(string function, string value) => function switch
    {
        "lowercase" => $"Write '{value.ToLowerInvariant()}'.",
        "uppercase" => $"Write '{value.ToUpperInvariant()}'.",
        "trim" => $"Write '{value.Trim()}'.",
        _ => "Remove the entry, or pass the value itself to $table.",
    };
}
