using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Plutora.Integration.Model.Json;

/// <summary>How instants are written everywhere in the model: <c>2026-01-31T09:30:00.1234567Z</c>, the fraction as short as it can be.</summary>
internal static class Instants
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public static string ToText(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static void Write(Utf8JsonWriter writer, DateTimeOffset instant)
    {
        Span<byte> text = stackalloc byte[32];
        instant.UtcDateTime.TryFormat(text, out int written, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }

    /// <summary>Whether the text is a date and time of ISO 8601 that says its offset; the instant comes back in UTC.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null || text.Length < 17 || text[10] is not ('T' or 't') || !SaysOffset(text)) return false;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant);
    }

    private static bool SaysOffset(string text) => text[^1] is 'Z' or 'z' || text.AsSpan(11).ContainsAny('+', '-');
}
