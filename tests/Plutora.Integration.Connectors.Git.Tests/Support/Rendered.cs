using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Connectors.Git.Tests.Support;

/// <summary>Writes a commit object again from its record, by what the connector's README says of the record: the proof that nothing is lost.</summary>
internal static class Rendered
{
    public static byte[] Commit(JsonElement record)
    {
        if (record.TryGetProperty("raw", out var raw))
        {
            return raw.GetBytesFromBase64();
        }

        var headers = record.TryGetProperty("headers", out var list) ? list.EnumerateArray().Select(h => (Name: Text(h, "name"), Value: Text(h, "value"))).ToList() : [];
        var text = new StringBuilder($"tree {Text(record, "tree")}\n");
        foreach (var parent in record.GetProperty("parents").EnumerateArray())
        {
            text.Append("parent ").Append(parent.GetString()).Append('\n');
        }

        text.Append("author ").Append(Ident(record.GetProperty("author"))).Append("\ncommitter ").Append(Ident(record.GetProperty("committer"))).Append('\n');
        foreach (var (name, value) in headers)
        {
            text.Append(name).Append(' ').Append(value.Replace("\n", "\n ", StringComparison.Ordinal)).Append('\n');
        }

        text.Append('\n').Append(Text(record, "message"));
        var declared = headers.FirstOrDefault(h => h.Name == "encoding").Value;
        var encoding = declared is null ? new UTF8Encoding(false) : CodePagesEncodingProvider.Instance.GetEncoding(declared) ?? Encoding.GetEncoding(declared);
        return encoding.GetBytes(text.ToString());
    }

    private static string Ident(JsonElement ident)
    {
        var at = DateTimeOffset.Parse(Text(ident, "date"), System.Globalization.CultureInfo.InvariantCulture);
        var sign = at.Offset < TimeSpan.Zero ? '-' : '+';
        return $"{Text(ident, "name")} <{Text(ident, "email")}> {at.ToUnixTimeSeconds()} {sign}{at.Offset.Duration():hhmm}";
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
