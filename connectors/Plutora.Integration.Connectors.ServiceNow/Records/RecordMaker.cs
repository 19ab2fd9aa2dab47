using System.Text.Json;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.ServiceNow.Records;

/// <summary>Makes a record of a row, whether it came with a webhook or as an answer.</summary>
internal static class RecordMaker
{
    /// <summary>A record of the row's own bytes.</summary>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="row">The row.</param>
    /// <param name="json">Its bytes.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="Sdk.Errors.ConnectorException">Permanent, when the row lacks its id.</exception>
    public static SourceRecord Make(string stream, JsonElement row, ReadOnlyMemory<byte> json, string place)
    {
        var updated = InstanceTime.Read(row.Value("sys_updated_on"));
        return new()
        {
            Stream = stream,
            Id = row.RequiredValue("sys_id", place),
            Json = json,
            Version = InstanceTime.Version(updated),
            Time = updated,
        };
    }

    /// <summary>A record that tells that a row is gone.</summary>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="at">When it was deleted; null where it is not known.</param>
    /// <param name="json">What ServiceNow says of the deletion.</param>
    public static SourceRecord Deletion(string stream, string id, DateTimeOffset? at, ReadOnlyMemory<byte> json) =>
        new() { Stream = stream, Id = id, Json = json, Deleted = true, Version = InstanceTime.Version(at), Time = at };
}
