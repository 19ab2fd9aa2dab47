using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.Tools.Generated;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Benchmarks.FirstSync;

/// <summary>Holds what a hub published last of each entity against what the tools have: how many there are, and of each what it says.</summary>
internal sealed class SourceComparison(string home, GeneratedIssues issues, int issueCount, GeneratedItems items, int itemCount)
{
    private const string WorkItems = "state.work-item.v1";
    private const string ConfigurationItems = "state.configuration-item.v1";

    /// <returns>Whether each thing of the tools is one entity that says the same.</returns>
    public async Task<bool> WriteAsync(TextWriter output)
    {
        await using var log = EmbeddedEventLog.Open(new(new HubHome(home).LogFile));
        await output.WriteLineAsync("\n| | the tool has | entities | of these other than at the tool |\n| --- | ---: | ---: | ---: |");
        var same = await RowAsync(output, "issues: title, states passed, instant of the last change", issueCount, await CompareAsync(log, WorkItems, IsIssue));
        return await RowAsync(output, "configuration items: name, serial number, address, description", itemCount, await CompareAsync(log, ConfigurationItems, IsItem)) && same;
    }

    private static async Task<bool> RowAsync(TextWriter output, string what, int there, Dictionary<string, bool> found)
    {
        var wrong = found.Values.Count(same => !same);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {what} | {there:N0} | {found.Count:N0} | {wrong:N0} |"));
        return found.Count == there && wrong == 0;
    }

    // The last that was published of an entity counts.
    private static async Task<Dictionary<string, bool>> CompareAsync(EmbeddedEventLog log, string topic, Func<JsonElement, bool> same)
    {
        var found = new Dictionary<string, bool>(StringComparer.Ordinal);
        for (var from = LogStart.Earliest; ;)
        {
            var page = await log.ReadAsync(new(TopicFilter.Exact(topic), from));
            if (page.Records.Count == 0)
            {
                return found;
            }

            foreach (var record in page.Records.Where(r => r.Value is not null))
            {
                var entity = JsonElement.Parse(BinaryEvent.Read(record.Headers, record.Value!.Value).Data.Span);
                found[entity.GetProperty("id").GetString()!] = same(entity);
            }

            from = LogStart.After(page.Next);
        }
    }

    private bool IsIssue(JsonElement entity) => Text(entity, "url") is { } page && issues.Find(page[(page.LastIndexOf('/') + 1)..]) is { } issue
        && Text(entity, "title") == issue.Title
        && entity.GetProperty("stateHistory").EnumerateArray().Count() == issue.History.Count
        && entity.GetProperty("updatedAt").GetDateTimeOffset().ToUnixTimeMilliseconds() == issue.UpdatedAt.ToUnixTimeMilliseconds();

    private bool IsItem(JsonElement entity) => Text(entity, "name") is ['s', 'r', 'v', .. var number]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && items.Find(n) is { } row
        && Text(entity, "serialNumber") == Value(row, "serial_number")
        && Text(entity, "fqdn") == Value(row, "fqdn")
        && Text(entity, "description") == Value(row, "short_description");

    private static string? Text(JsonElement entity, string member) => entity.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static string? Value(JsonObject row, string column) => row[column]?["value"]?.ToString();
}
