using System.Text.Json;

namespace Plutora.Integration.Connectors.Jenkins.Api;

/// <summary>Reads members of Jenkins' objects.</summary>
internal static class JsonReading
{
    public static bool IsFalse(this JsonElement element, string member) => element.Member(member) is { ValueKind: JsonValueKind.False };

    /// <summary>An instant in milliseconds since 1970.</summary>
    public static DateTimeOffset? Instant(this JsonElement element, string member) =>
        element.Number(member) is > 0 and < 253402300800000 and var milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
