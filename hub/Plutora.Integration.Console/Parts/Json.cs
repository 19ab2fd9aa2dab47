using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plutora.Integration.WebConsole.Parts;

/// <summary>JSON as people read it.</summary>
internal static class Json
{
    private const int Longest = 120;

    /// <summary>Indented.</summary>
    public static string Pretty(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A payload: indented where it is JSON, else as text.</summary>
    public static string Pretty(byte[] payload)
    {
        try
        {
            return Pretty(JsonElement.Parse(payload));
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(payload);
        }
    }

    /// <summary>A value on one line, short, in words: members of objects by their names, items of lists one behind the other.</summary>
    public static string Short(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => "–",
        { ValueKind: JsonValueKind.String } text => Cut(text.GetString()!),
        { ValueKind: JsonValueKind.Object } reference when reference.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String => id.GetString()!,
        { ValueKind: JsonValueKind.Object } members => Cut(string.Join(", ", members.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null).Select(m => $"{m.Name}: {Short(m.Value)}"))),
        { ValueKind: JsonValueKind.Array } items => items.GetArrayLength() == 0 ? "none" : Cut(string.Join("; ", items.EnumerateArray().Select(i => Short(i)))),
        { } other => Cut(other.GetRawText()),
    };

    /// <summary>The id that a value refers to; null where it is no reference.</summary>
    public static string? Target(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.GetString()!.Count(c => c == '/') == 2 ? id.GetString() : null;

    /// <summary>The entities that a list of references means; empty where it is another list, or one of them is not found yet.</summary>
    public static IReadOnlyList<string> Targets(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Select(Target).ToList() is { Count: > 0 } targets && !targets.Contains(null) ? [.. targets.OfType<string>()] : [];

    /// <summary>A member that is a text; null where there is none.</summary>
    public static string? Text(JsonElement value, string member) => value.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    /// <summary>An instant as it is shown: UTC, to the second.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Cut(string text) => text.Length > Longest ? text[..Longest] + "…" : text;
}
