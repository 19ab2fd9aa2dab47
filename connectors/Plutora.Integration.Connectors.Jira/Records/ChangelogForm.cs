using System.Buffers;
using System.Text.Json;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Records;

/// <summary>
/// The record of an issue's changes: <c>{"issueId", "changeHistories", "statuses"}</c>, the first two as <c>/changelog/bulkfetch</c> gives them, however
/// many pages they came in, and the statuses that they name as <c>/status</c> gives them: a change names them without their category.
/// </summary>
internal static class ChangelogForm
{
    /// <param name="issue">Id of the issue.</param>
    /// <param name="updated">When the issue changed last: its version, so that what an issue says of itself goes before what its changes say.</param>
    /// <param name="changes">The changes, as Jira's own bytes.</param>
    /// <param name="statuses">All statuses of the site, by id.</param>
    public static SourceRecord Make(string issue, DateTimeOffset? updated, IReadOnlyList<ReadOnlyMemory<byte>> changes, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> statuses)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("issueId", issue);
            Write(writer, "changeHistories", changes);
            Write(writer, "statuses", [.. Named(changes).Where(statuses.ContainsKey).Select(id => statuses[id])]);
            writer.WriteEndObject();
        }

        return new() { Stream = JiraStreams.Changelog, Id = issue, Json = buffer.WrittenMemory, Version = RecordMaker.Text(updated), Time = updated };
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteRawValue(item.Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
    }

    private static SortedSet<string> Named(IReadOnlyList<ReadOnlyMemory<byte>> changes)
    {
        var named = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            using var parsed = ToolJson.Parse(change, "a change");
            foreach (var item in parsed.RootElement.List("items").Where(i => i.Text("field") == "status"))
            {
                named.UnionWith(new[] { item.Id("from"), item.Id("to") }.OfType<string>());
            }
        }

        return named;
    }
}
