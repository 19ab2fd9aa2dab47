using System.Globalization;
using Plutora.Integration.Connectors.TestRail.Api;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestRail.Records;

/// <summary>Makes records of TestRail's own objects.</summary>
internal static class RecordMaker
{
    /// <param name="stream">Id of the stream.</param>
    /// <param name="json">The object's bytes.</param>
    /// <param name="project">Id of the project that it is of; null where it is of none.</param>
    /// <exception cref="Sdk.Errors.ConnectorException">Permanent, when the object lacks its id.</exception>
    public static SourceRecord Make(string stream, ReadOnlyMemory<byte> json, string? project)
    {
        using var document = ToolJson.ParseObject(json, stream);
        var element = document.RootElement;
        var time = stream switch
        {
            TestRailStreams.Case => element.Instant("updated_on") ?? element.Instant("created_on"),
            TestRailStreams.Run or TestRailStreams.Plan => element.Instant("completed_on") ?? element.Instant("updated_on") ?? element.Instant("created_on"),
            TestRailStreams.Result => element.Instant("created_on"),
            _ => null,
        };
        return new()
        {
            Stream = stream,
            Id = element.Id(stream),
            Json = json,
            Container = project,
            Time = time,
            Version = stream is TestRailStreams.Case or TestRailStreams.Result ? time?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : null,
        };
    }
}
