using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>What a read gave.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Pages">Its pages.</param>
/// <param name="Fault">Why it ended before its end; null when it came to it.</param>
internal sealed record Reading(StreamDescriptor Stream, IReadOnlyList<RecordPage> Pages, Exception? Fault)
{
    /// <summary>True when the same page came so often that the hub ends the read.</summary>
    public bool Circles { get; init; }

    public IReadOnlyList<SourceRecord> Records => [.. Pages.SelectMany(p => p.Records)];

    public IReadOnlyList<string> Ids => [.. Records.Select(r => r.Id)];

    public Cursor? Last => Pages.LastOrDefault(p => p.Cursor is not null)?.Cursor;

    /// <summary>The reading, where it came to its end.</summary>
    public Reading Whole(string when) => Fault is null
        ? this
        : throw Verdict.Wrong(
            $"Reading stream '{Stream.Id}' {when} failed: {Told(Fault)}",
            "The tool answered as it should, so find what the connector made of its answers: the last requests that it sent stand above.");

    /// <summary>A failure with its kind.</summary>
    public static string Told(Exception fault) => fault is ConnectorException told
        ? $"ConnectorException of kind {told.Kind}, \"{told.Message}\"."
        : $"{fault.GetType().Name}, \"{fault.Message}\".";
}
