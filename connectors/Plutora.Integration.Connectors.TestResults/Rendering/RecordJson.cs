using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>Writes members of the rendering; what is not told is not written.</summary>
internal static class RecordJson
{
    public static void Text(this Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            writer.WriteString(name, WellFormed(value));
        }
    }

    public static void Instant(this Utf8JsonWriter writer, string name, DateTimeOffset? value)
    {
        if (value is { } instant)
        {
            writer.WriteString(name, instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        }
    }

    public static void Number(this Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void Flag(this Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteBoolean(name, flag);
        }
    }

    /// <summary>A list, left out when it is empty.</summary>
    public static void List<T>(this Utf8JsonWriter writer, string name, IReadOnlyCollection<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }

    /// <summary>Named texts as an object; of those with one name the values stand in one text, a line each.</summary>
    public static void Map(this Utf8JsonWriter writer, string name, IReadOnlyCollection<Named> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var group in items.GroupBy(i => i.Name, StringComparer.Ordinal))
        {
            writer.WriteString(WellFormed(group.Key), WellFormed(string.Join('\n', group.Select(g => g.Value))));
        }

        writer.WriteEndObject();
    }

    /// <summary>What was left out, by member; only where something was.</summary>
    public static void Cut(this Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, long>> cut)
    {
        var left = cut.Where(c => c.Value > 0).ToList();
        if (left.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("cut");
        foreach (var (member, count) in left)
        {
            writer.WriteNumber(member, count);
        }

        writer.WriteEndObject();
    }

    /// <summary>The text with U+FFFD for half surrogate pairs, which JSON in UTF-8 cannot carry.</summary>
    public static string WellFormed(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        var mended = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            mended.Append(rune.ToString());
        }

        return mended.ToString();
    }
}
