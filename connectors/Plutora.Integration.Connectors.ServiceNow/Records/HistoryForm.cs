using System.Buffers;
using System.Text.Json;
using Plutora.Integration.Connectors.ServiceNow.Api;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.ServiceNow.Records;

/// <summary>
/// The record of a ticket's history: <c>{"tablename", "documentkey", "rows", "choices"}</c>, the rows of <c>sys_audit</c> that tell its states as they
/// came, the oldest first, and the labels of the states that they name: a row names them by value.
/// </summary>
internal static class HistoryForm
{
    /// <summary>Columns of <c>sys_audit</c> that tell a state.</summary>
    public static IReadOnlyList<string> States { get; } = ["state", "incident_state", "problem_state"];

    /// <param name="table">Table of the ticket.</param>
    /// <param name="ticket">Its id.</param>
    /// <param name="updated">When it changed last: the version, so that what a ticket says of itself goes before what its history says.</param>
    /// <param name="rows">The rows, as ServiceNow's own bytes.</param>
    /// <param name="choices">The choices of its states.</param>
    public static SourceRecord Make(string table, string ticket, DateTimeOffset? updated, IReadOnlyList<ReadOnlyMemory<byte>> rows, Choices choices)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("tablename", table);
            writer.WriteString("documentkey", ticket);
            writer.WriteStartArray("rows");
            foreach (var row in rows)
            {
                writer.WriteRawValue(row.Span, skipInputValidation: true);
            }

            writer.WriteEndArray();
            writer.WriteStartObject("choices");
            foreach (var (value, label) in Named(table, rows, choices))
            {
                writer.WriteString(value, label);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new() { Stream = ServiceNowStreams.Audit, Id = ticket, Json = buffer.WrittenMemory, Version = InstanceTime.Version(updated), Time = updated };
    }

    private static SortedDictionary<string, string> Named(string table, IReadOnlyList<ReadOnlyMemory<byte>> rows, Choices choices)
    {
        var named = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            using var parsed = ToolJson.Parse(row, "a row of sys_audit");
            foreach (var value in new[] { parsed.RootElement.Value("oldvalue"), parsed.RootElement.Value("newvalue") }.OfType<string>())
            {
                if (States.Select(column => choices.Label(table, column, value)).FirstOrDefault(label => label is not null) is { } label)
                {
                    named[value] = label;
                }
            }
        }

        return named;
    }
}
