namespace Plutora.Integration.Jsonata;

/// <summary>Makes the errors of the language.</summary>
internal static class Faults
{
    public static JsonataException At(string code, int position, string? token = null, JsonataValue value = default, JsonataValue value2 = default) =>
        new JsonataException(code) { Value = value, Value2 = value2 }.At(position, token);

    /// <summary>An error whose place the operator or call around it adds.</summary>
    public static JsonataException Of(string code, JsonataValue value = default, JsonataValue value2 = default) => new(code) { Value = value, Value2 = value2 };

    public static JsonataException Argument(string code, int index, JsonataValue value, string? typeName = null) =>
        new(code) { Index = index, Value = value, TypeName = typeName };

    public static JsonataException Said(string code, string message, Exception? cause = null) => new(code, cause) { Text = message };
}
