using System.Buffers;
using System.Text.Json;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jenkins.Records;

/// <summary>Makes records of Jenkins' objects: their own bytes, but for a report of tests, which says nowhere which build it is of.</summary>
internal static class RecordMaker
{
    /// <summary>A job. Jenkins gives it no id but its full name.</summary>
    public static SourceRecord Job(string fullName, ReadOnlyMemory<byte> json) => new() { Stream = JenkinsStreams.Job, Id = fullName, Json = json, Container = ItemName.FolderOf(fullName) };

    /// <summary>A build.</summary>
    public static SourceRecord Build(string job, BuildHead build, ReadOnlyMemory<byte> json) =>
        new() { Stream = JenkinsStreams.Build, Id = ItemName.Build(job, build.Number), Json = json, Time = build.ChangedAt, Container = job };

    /// <summary>The end of a build that was deleted while it ran: nobody will learn how it ended.</summary>
    public static SourceRecord Lost(string job, long number) =>
        new() { Stream = JenkinsStreams.Build, Id = ItemName.Build(job, number), Json = default, Container = job, Deleted = true };

    /// <summary>A stage of a build.</summary>
    /// <exception cref="ConnectorException">Permanent, when it has no id.</exception>
    public static SourceRecord Stage(string job, long number, ReadOnlyMemory<byte> json)
    {
        using var document = ToolJson.ParseObject(json, "wfapi/describe");
        var stage = document.RootElement;
        var id = stage.Text("id") ?? throw ConnectorException.Permanent($"A stage of {ItemName.Build(job, number)} has no id.");
        var started = stage.Instant("startTimeMillis");
        return new()
        {
            Stream = JenkinsStreams.Stage,
            Id = $"{ItemName.Build(job, number)}/{id}",
            Json = json,
            Time = started?.AddMilliseconds(Math.Clamp(stage.Number("durationMillis") ?? 0, 0, int.MaxValue)),
            Container = job,
        };
    }

    /// <summary>A report of tests: <c>{"url": "the build's", …what Jenkins answered}</c>.</summary>
    public static SourceRecord TestReport(string job, BuildHead build, ReadOnlyMemory<byte> json) => new()
    {
        Stream = JenkinsStreams.TestReport,
        Id = ItemName.Build(job, build.Number),
        Json = WithAddress(json.Span, build.Url),
        Time = build.ChangedAt,
        Container = job,
    };

    private static byte[] WithAddress(ReadOnlySpan<byte> json, string url)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length + url.Length + 16);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("url", url);
            writer.Flush();
        }

        var members = json[(json.IndexOf((byte)'{') + 1)..];
        buffer.Write(members.TrimStart(" \t\r\n"u8) is [(byte)'}', ..] ? members : [(byte)',', .. members]);
        return buffer.WrittenSpan.ToArray();
    }
}
