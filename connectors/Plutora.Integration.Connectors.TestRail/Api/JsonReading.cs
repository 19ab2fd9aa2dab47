using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.TestRail.Api;

/// <summary>Reads members of TestRail's objects.</summary>
internal static class JsonReading
{
    /// <summary>Truth, which old servers tell as 1.</summary>
    public static bool Is(this JsonElement element, string member) => element.IsTrue(member) || element.Number(member) == 1;

    /// <summary>An instant, in seconds since 1970.</summary>
    public static DateTimeOffset? Instant(this JsonElement element, string member) =>
        element.Number(member) is > 0 and < 253402300800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public static long RequiredNumber(this JsonElement element, string member, string place) =>
        element.Number(member) ?? throw ConnectorException.Permanent($"{place}: TestRail's object lacks the number '{member}'.");

    public static string Id(this JsonElement element, string place) => element.RequiredNumber("id", place).ToString(CultureInfo.InvariantCulture);
}
