using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Declarative.Receiving;

/// <summary>
/// Rows of CSV (RFC 4180), the first of which names the columns. A row becomes a JSON object of its cells: texts as they stand, nothing for an empty
/// cell; a mapping makes numbers and instants of them.
/// </summary>
internal static class CsvRows
{
    public static IEnumerable<PushedRow> Of(ReadOnlyMemory<byte> body, char delimiter)
    {
        var broken = new List<string>();
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            MissingFieldFound = null,
            BadDataFound = bad => broken.Add($"the quotes of '{Short(bad.Field)}' do not match"),
            DetectColumnCountChanges = false,
        };
        using var text = new StreamReader(new MemoryStream(body.ToArray()), new UTF8Encoding(false, throwOnInvalidBytes: false), detectEncodingFromByteOrderMarks: true);
        using var csv = new CsvParser(text, configuration);
        if (!csv.Read() || csv.Record is not { } columns)
        {
            yield break;
        }

        columns = [.. columns.Select(c => c.Trim())];
        if (columns.GroupBy(c => c).FirstOrDefault(g => g.Key.Length == 0 || g.Count() > 1) is { } wrong)
        {
            throw ConnectorException.Permanent(wrong.Key.Length == 0 ? "The first row names the columns, and one has no name." : $"The first row names the column '{wrong.Key}' twice.");
        }

        broken.Clear();
        while (csv.Read())
        {
            var cells = csv.Record!;
            var place = $"Row {csv.Row}";
            if (cells.All(c => c.Length == 0))
            {
                broken.Clear();
                continue;
            }

            var fault = broken.Count > 0 ? broken[0] + "."
                : cells.Length != columns.Length ? $"it has {cells.Length} cells, and the first row names {columns.Length} columns."
                : null;
            yield return new(place, fault is null ? Json(columns, cells) : Encoding.UTF8.GetBytes(csv.RawRecord), fault);
            broken.Clear();
        }
    }

    private static ReadOnlyMemory<byte> Json(string[] columns, string[] cells)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (column, cell) in columns.Zip(cells))
            {
                writer.WritePropertyName(column);
                if (cell.Length == 0)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    writer.WriteStringValue(cell);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
