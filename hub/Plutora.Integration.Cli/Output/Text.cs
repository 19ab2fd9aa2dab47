using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plutora.Integration.Cli.Output;

/// <summary>How values of answers are shown to people.</summary>
internal static class Text
{
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = OneLine with { Indented = true };

    /// <summary>What a tool says may hold control sequences, which must not reach a terminal.</summary>
    public static string Clean(string text) => text.Any(char.IsControl) ? string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = char.IsControl(from[i]) && from[i] != '\n' ? ' ' : from[i];
        }
    }) : text;

    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String => value.GetString() is { Length: > 18 } text && text[4] == '-' && text[10] == 'T' && value.TryGetDateTimeOffset(out var instant) ? Instant(instant) : Clean(value.GetString()!),
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is not JsonValueKind.Object and not JsonValueKind.Array) => string.Join(", ", value.EnumerateArray().Select(Of)),
        JsonValueKind.Object or JsonValueKind.Array => Inline(value),
        _ => value.ToString(),
    };

    public static string At(JsonElement row, string path) => Of(Find(row, path));

    public static JsonElement Find(JsonElement row, string path)
    {
        foreach (var member in path.Split('.'))
        {
            if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(member, out row))
            {
                return default;
            }
        }

        return row;
    }

    public static JsonElement Element(System.Text.Json.Nodes.JsonNode node) => JsonElement.Parse(node.ToJsonString());

    public static string Json(JsonElement answer) => Written(answer, Indented);

    /// <summary>JSON in one line, with letters and quotation marks as people read them.</summary>
    public static string Inline(JsonElement value) => Clean(Written(value, OneLine));

    /// <summary>A bar of 20 places, the share, and the numbers; without a total the number alone.</summary>
    public static string Bar(long done, long? total)
    {
        if (total is not > 0)
        {
            return done.ToString(CultureInfo.InvariantCulture);
        }

        var share = Math.Clamp((double)done / total.Value, 0, 1);
        var full = (int)(share * 20);
        return string.Create(CultureInfo.InvariantCulture, $"{new string('█', full)}{new string('░', 20 - full)} {share * 100:0} % {done}/{total}");
    }

    private static string Written(JsonElement value, JsonWriterOptions options)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
