using Plutora.Integration.Jsonata;

namespace Plutora.Integration.Mapping.Running;

/// <summary>Says in words what a value is, short enough for one sentence.</summary>
internal static class Found
{
    private const int Longest = 60;

    public static string Describe(JsonataValue value) => value.Kind switch
    {
        JsonataKind.Undefined => "nothing",
        JsonataKind.Null => "null",
        JsonataKind.Boolean => $"the boolean {value}",
        JsonataKind.Number => $"the number {value}",
        JsonataKind.String => $"the text {Cut(value.ToJson())}",
        JsonataKind.Array => $"a list of {value.Count}",
        JsonataKind.Object => "an object",
        _ => "a function",
    };

    /// <summary>The value as JSON, cut where it is long.</summary>
    public static string Json(JsonataValue value) => value.ToJson() is var json && json.Length > Longest ? json[..Longest] + "…" : json;

    private static string Cut(string json) => json.Length <= Longest ? json : json[..Longest] + "…\"";
}
