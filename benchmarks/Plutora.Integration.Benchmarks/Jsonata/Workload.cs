using System.Text.Json;
using Plutora.Integration.Jsonata;

namespace Plutora.Integration.Benchmarks.Jsonata;

/// <summary>One kind of record, what is made of it; some by hand too.</summary>
internal sealed record Workload(string Name, string Expression, IReadOnlyList<string> Files, Action<JsonElement, Utf8JsonWriter>? HandWritten)
{
    /// <summary>The functions of mappings, as far as the shipped mapping here uses them.</summary>
    public static JsonataOptions Options { get; } = new()
    {
        Functions =
        [
            new("table", null, (arguments, _) => Each(arguments[1], value => JsonataValue.From(Tables.Of(arguments[0].AsString(), value.AsString())))),
            new("id", null, (arguments, _) => Each(arguments[1], value => JsonataValue.From([new KeyValuePair<string, JsonataValue>("id", JsonataValue.From($"github/{arguments[0].AsString()}/{value}"))]))),
            new("alias", null, (arguments, _) => Each(arguments[1], value => JsonataValue.From(
                [new KeyValuePair<string, JsonataValue>("entity", arguments[0]), new KeyValuePair<string, JsonataValue>("alias", JsonataValue.From(value.ToString()))]))),
            new("instant", null, (arguments, _) => arguments[0].Kind == JsonataKind.Null ? default : arguments[0]),
        ],
    };

    private static JsonataValue Each(JsonataValue value, Func<JsonataValue, JsonataValue> apply) => value.Kind switch
    {
        JsonataKind.Undefined or JsonataKind.Null => default,
        JsonataKind.Array => JsonataValue.From(value.Items.Select(apply)),
        _ => apply(value),
    };
}

/// <summary>The tables of the shipped mapping.</summary>
internal static class Tables
{
    public static string Of(string table, string value) => (table, value) switch
    {
        ("state", "open" or "closed") => value,
        ("person", "User") => "user",
        ("person", "Bot") => "bot",
        _ => "other",
    };
}
