using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Xray.Records;

/// <summary>Makes records of Xray's own objects.</summary>
internal static class RecordMaker
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <exception cref="ConnectorException">Permanent, when the object lacks its id.</exception>
    public static SourceRecord Make(XrayList list, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, Deep);
        var element = document.RootElement;
        var run = list.Stream == XrayStreams.Run;
        return new()
        {
            Stream = list.Stream,
            Id = Text(element, run ? ["id"] : ["issueId"]) ?? throw ConnectorException.Permanent($"{list.Query}: Xray's object lacks its id."),
            Json = json,
            Container = Text(element, run ? ["testExecution", "projectId"] : ["projectId"]),
            Time = Instant(run ? Text(element, ["finishedOn"]) ?? Text(element, ["startedOn"]) : Text(element, ["jira", "updated"])),
        };
    }

    /// <summary>A text at a path of members; null where there is none.</summary>
    public static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var member in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(member, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text ? text : null;
    }

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
