using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Records;

/// <summary>Makes a record of an object of Jira's, whether it came with a webhook or as an answer.</summary>
internal static class RecordMaker
{
    /// <summary>A record of the object's own bytes.</summary>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="source">The object.</param>
    /// <param name="place">Where the object stands, for messages.</param>
    /// <param name="container">The project that it belongs to, where the object does not say it.</param>
    /// <exception cref="Sdk.Errors.ConnectorException">Permanent, when the object lacks its id.</exception>
    public static SourceRecord Make(string stream, JsonElement source, string place, string? container = null) => stream switch
    {
        JiraStreams.Issue => Issue(source, source.Bytes(), place),
        JiraStreams.Project => Of(stream, source, source.RequiredId(place), source.Id()),
        JiraStreams.Version => Of(stream, source, source.RequiredId(place), source.Id("projectId") ?? container),
        JiraStreams.User => Of(stream, source, UserId(source) ?? source.RequiredText("name", place), null),
        JiraStreams.Worklog => Of(stream, source, source.RequiredId(place), null) with { Version = Text(source.Instant("updated")), Time = source.Instant("updated") },
        _ => Of(stream, source, source.RequiredId(place), container),
    };

    /// <summary>A record of an issue.</summary>
    /// <param name="source">The issue.</param>
    /// <param name="json">The record: the issue's bytes, with the names of its custom fields where they are known.</param>
    /// <param name="place">Where the issue stands, for messages.</param>
    public static SourceRecord Issue(JsonElement source, ReadOnlyMemory<byte> json, string place)
    {
        var id = source.RequiredId(place);
        var fields = source.RequiredObject("fields", place);
        var updated = fields.Instant("updated");
        return new()
        {
            Stream = JiraStreams.Issue,
            Id = id,
            Json = json,
            Version = Text(updated),
            Time = updated,
            Container = fields.Object("project")?.Id(),
        };
    }

    /// <summary>A record that tells that the object is gone.</summary>
    /// <param name="stream">Id of the stream.</param>
    /// <param name="source">The object as it was.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <param name="at">When it was deleted, which versions of streams that have any compare with; null where Jira does not date it.</param>
    public static SourceRecord Deletion(string stream, JsonElement source, string place, DateTimeOffset? at)
    {
        var record = Make(stream, source, place);
        return record with { Deleted = true, Version = record.Version is null ? null : Text(at), Time = at };
    }

    /// <summary>What a person is keyed by: the account id at Cloud, the key at a Data Center.</summary>
    public static string? UserId(JsonElement user) => user.Text("accountId") is { Length: > 0 } account ? account : user.Text("key") is { Length: > 0 } key ? key : null;

    /// <summary>An instant as a version.</summary>
    public static string? Text(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static SourceRecord Of(string stream, JsonElement source, string id, string? container) => new() { Stream = stream, Id = id, Json = source.Bytes(), Container = container };
}
