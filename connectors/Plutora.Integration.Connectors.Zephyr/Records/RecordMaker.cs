using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Zephyr.Api;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Zephyr.Records;

/// <summary>Makes records: Zephyr's own objects, in which statuses, priorities and environments have their <c>name</c> beside the id.</summary>
internal static class RecordMaker
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    private static readonly string[] Named = ["status", "testExecutionStatus", "priority", "environment"];

    /// <exception cref="ConnectorException">Permanent, when the object lacks its id.</exception>
    public static SourceRecord Make(string stream, ReadOnlyMemory<byte> json, string project, Names names)
    {
        var record = JsonNode.Parse(json.Span, documentOptions: Deep) as JsonObject ?? throw ConnectorException.Permanent($"{stream}: Zephyr's record is no object.");
        var id = record["id"] is JsonValue number && number.TryGetValue<long>(out var found) ? found.ToString(CultureInfo.InvariantCulture) : throw ConnectorException.Permanent($"{stream}: Zephyr's record lacks its id.");
        foreach (var member in Named)
        {
            if (record[member] is JsonObject choice && choice["name"] is null && choice["id"] is JsonValue value && value.TryGetValue<long>(out var of) && names.Of(member, of) is { } name)
            {
                choice["name"] = name;
            }
        }

        var time = record["actualEndDate"] ?? record["createdOn"];
        return new()
        {
            Stream = stream,
            Id = id,
            Json = Encoding.UTF8.GetBytes(record.ToJsonString()),
            Container = project,
            Time = time is JsonValue text && text.TryGetValue<string>(out var said) && DateTimeOffset.TryParse(said, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
        };
    }
}
