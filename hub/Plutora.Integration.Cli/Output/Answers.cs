using System.Text.Json;
using Spectre.Console;

namespace Plutora.Integration.Cli.Output;

/// <summary>Writes an answer for a person as a table, or for a program as JSON.</summary>
internal static class Answers
{

    public static void Write(JsonElement answer, bool json, IReadOnlyList<string> columns)
    {
        if (answer.ValueKind == JsonValueKind.Undefined)
        {
            return;
        }

        if (json || columns.Count == 0 || answer.ValueKind != JsonValueKind.Array)
        {
            Console.WriteLine(answer.ValueKind == JsonValueKind.String && !json ? answer.GetString() : Text(answer));
            return;
        }

        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(column[(column.LastIndexOf('.') + 1)..]);
        }

        foreach (var row in answer.EnumerateArray())
        {
            table.AddRow([.. columns.Select(c => Markup.Escape(At(row, c)))]);
        }

        AnsiConsole.Write(table);
    }

    private static string Text(JsonElement answer)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            answer.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string At(JsonElement row, string path)
    {
        foreach (var member in path.Split('.'))
        {
            if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(member, out row))
            {
                return "";
            }
        }

        return row.ToString();
    }
}
