using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>Writes one table entry into the text of an overlay, at the place where it belongs.</summary>
internal static class OverlayEditor
{
    private const string Tables = "tables";

    public static string Place(string? overlay, string table, string value, string target)
    {
        var text = (overlay ?? $"version: {Language.Version}\n").ReplaceLineEndings("\n");
        if (YamlReader.Read("overlay", text, Language.Kind, static (_, _) => { }) is not YamlMap root)
        {
            throw new FormatException("The overlay is no map of members. Mend it, or begin with a new one.");
        }

        var entry = $"{Quote(value)}: {Quote(target)}";
        if (root.Member(Tables) is not { Value: YamlMap { Members.Count: > 0 } tables })
        {
            return root[Tables] is null && !IsFlow(text, root)
                ? $"{text.TrimEnd('\n')}\n{Tables}:\n  {Quote(table)}:\n    {entry}\n"
                : throw new FormatException("The overlay's 'tables' is empty, or the overlay is written in braces. Write 'tables:' as a block with an entry, or leave it out.");
        }

        if (tables[table] is YamlMap { Members.Count: > 0 } known)
        {
            return known[value] is YamlScalar { Span: var span } ? string.Concat(text.AsSpan(0, span.Start), Quote(target), text.AsSpan(span.End)) : Insert(text, known, entry, entry);
        }

        return tables[table] is null
            ? Insert(text, tables, $"{Quote(table)}:\n{new string(' ', tables.Place.Column + 1)}{entry}", $"{Quote(table)}: {{ {entry} }}")
            : throw new FormatException($"The overlay's table '{table}' has no entry. Give it one, or leave the table out.");
    }

    private static string Insert(string text, YamlMap map, string block, string flow)
    {
        var at = OffsetOf(text, map.Place);
        return IsFlow(text, map)
            ? text.Insert(at + 1, $" {flow},")
            : text.Insert(at, $"{block}\n{new string(' ', map.Place.Column - 1)}");
    }

    private static bool IsFlow(string text, YamlMap map) => OffsetOf(text, map.Place) is var at && at < text.Length && text[at] == '{';

    private static int OffsetOf(string text, Place place)
    {
        var at = 0;
        for (var line = 1; line < place.Line; line++)
        {
            at = text.IndexOf('\n', at) + 1;
        }

        return at + place.Column - 1;
    }

    private static string Quote(string text) => text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') && !char.IsAsciiDigit(text[0]) && text[0] != '-' && text is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off")
        ? text
        : $"'{text.Replace("'", "''", StringComparison.Ordinal).ReplaceLineEndings(" ")}'";
}
