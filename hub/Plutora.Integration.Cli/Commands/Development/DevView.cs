using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Sessions;
using Spectre.Console;
using Text = Plutora.Integration.Cli.Output.Text;

namespace Plutora.Integration.Cli.Commands.Development;

/// <summary>Records and their entities side by side.</summary>
internal static class DevView
{
    private const int MostLines = 60;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static int Show(Session session, DevReading reading)
    {
        if (session.Json)
        {
            session.Terminal.Out.WriteLine(Json(reading).ToJsonString());
        }
        else
        {
            Tables(session, reading);
        }

        return reading.Faults.Count > 0 || reading.Rows.Any(r => r.SetAside is not null) ? ExitCode.Refused : ExitCode.Done;
    }

    private static void Tables(Session session, DevReading reading)
    {
        foreach (var row in reading.Rows)
        {
            var table = new Table().AddColumn(new TableColumn(Markup.Escape($"{row.Stream} {Text.Clean(row.Id)}"))).AddColumn(new TableColumn(Markup.Escape(Heading(row))));
            table.AddRow(Markup.Escape(Pretty(row.Record)), Markup.Escape(row.SetAside is { } reason ? Text.Clean(reason) : string.Join('\n', row.Entities.Select(Pretty))));
            session.Terminal.Tables().Write(table);
        }

        foreach (var fault in reading.Faults)
        {
            session.Terminal.Error.WriteLine(Text.Clean(fault));
        }

        if (reading.Connector is { } connector)
        {
            session.Note(string.Create(
                CultureInfo.InvariantCulture, $"{connector.Id} {connector.Version}: {reading.Rows.Count} records, {reading.Rows.Sum(r => r.Entities.Count)} entities, {reading.Rows.Count(r => r.SetAside is not null)} set aside."));
        }
    }

    private static string Heading(DevRow row) =>
        row.SetAside is not null ? "set aside"
        : row.Entities.Count == 0 ? "nothing: no mapping, or it yields none"
        : string.Join(", ", row.Entities.Select(e => Text.Clean(Text.At(e, "id"))));

    private static string Pretty(JsonElement json)
    {
        var lines = Text.Clean(JsonSerializer.Serialize(json, Indented)).Split('\n');
        return string.Join('\n', lines.Length <= MostLines ? lines : [.. lines[..MostLines], string.Create(CultureInfo.InvariantCulture, $"… {lines.Length - MostLines} lines more")]);
    }

    private static JsonObject Json(DevReading reading) => new()
    {
        ["connector"] = reading.Connector?.Id,
        ["version"] = reading.Connector?.Version,
        ["faults"] = new JsonArray([.. reading.Faults.Select(f => (JsonNode)f)]),
        ["records"] = new JsonArray([.. reading.Rows.Select(r => (JsonNode)new JsonObject
        {
            ["stream"] = r.Stream,
            ["id"] = r.Id,
            ["record"] = JsonNode.Parse(r.Record.GetRawText()),
            ["entities"] = new JsonArray([.. r.Entities.Select(e => JsonNode.Parse(e.GetRawText()))]),
            ["setAside"] = r.SetAside,
        })]),
    };
}
