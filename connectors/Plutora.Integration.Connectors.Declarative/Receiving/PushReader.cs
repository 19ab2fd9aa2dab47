using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Connectors.Declarative.Reading;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Declarative.Receiving;

/// <summary>Takes records that are posted to the instance: JSON, JSON Lines or CSV. A row that is wrong is told by its number, and the others are taken.</summary>
internal sealed class PushReader(ConnectorSpec spec, Scope options)
{
    private const int MostTold = 1_000;
    private static readonly string[] Known = ["stream", "format", "container"];

    private readonly Dictionary<string, StreamSpec> _streams = spec.Streams.Where(s => s.Value.Push is not null).ToDictionary();

    /// <exception cref="ConnectorException">Permanent: nothing of it can be read; the message says why.</exception>
    public ReceiveResult Read(ReceiveRequest request)
    {
        if (request.Parameters.Keys.Except(Known).ToArray() is [var unknown, ..])
        {
            throw ConnectorException.Permanent($"There is no parameter '{unknown}'. Known are: {string.Join(", ", Known)}.");
        }

        var stream = Stream(request.Parameters.GetValueOrDefault("stream"));
        var maker = new RecordMaker(stream);
        var (records, faults) = (new List<SourceRecord>(), new List<RecordFault>());
        foreach (var row in Rows(request, stream.Push!.Value))
        {
            var made = row.Fault is { } broken
                ? new Made(null, new() { Stream = stream.Descriptor.Id, Reason = broken, Payload = row.Json }, null)
                : maker.Make(row.Json, options, request.Parameters.GetValueOrDefault("container"));
            if (made.Record is { } record)
            {
                records.Add(record);
            }
            else if (faults.Count < MostTold)
            {
                faults.Add(made.Fault! with { Reason = $"{row.Place}: {made.Fault.Reason}" });
            }
            else
            {
                throw ConnectorException.Permanent($"More than {MostTold} rows are wrong; nothing was taken. The first is {faults[0].Reason}");
            }
        }

        return new() { Records = records, Faults = faults, Ignored = records.Count + faults.Count == 0 ? "It holds no record." : null };
    }

    private StreamSpec Stream(string? name) =>
        name is null && _streams.Count == 1 ? _streams.Values.Single()
        : name is not null && _streams.TryGetValue(name, out var stream) ? stream
        : throw ConnectorException.Permanent($"{(name is null ? "The parameter 'stream' is missing" : $"Stream '{name}' takes no pushes")}. These do: {string.Join(", ", _streams.Keys)}.");

    private static IEnumerable<PushedRow> Rows(ReceiveRequest request, char delimiter)
    {
        var format = request.Parameters.GetValueOrDefault("format") ?? Path.GetExtension(request.Name ?? "").ToLowerInvariant() switch
        {
            ".json" => "json",
            ".jsonl" or ".ndjson" => "jsonl",
            ".csv" => "csv",
            _ => "",
        };
        return format switch
        {
            "json" => JsonRows.Whole(request.Body),
            "jsonl" => JsonRows.Lines(request.Body),
            "csv" => CsvRows.Of(request.Body, delimiter),
            _ => throw ConnectorException.Permanent($"What format '{request.Name}' has cannot be told. Name it .json, .jsonl or .csv, or say format=json, jsonl or csv."),
        };
    }
}

/// <summary>A row of what was posted.</summary>
/// <param name="Place">Where it stands, in words.</param>
/// <param name="Json">The record, or what stands in its place.</param>
/// <param name="Fault">Why it is no record; null when it is one.</param>
internal sealed record PushedRow(string Place, ReadOnlyMemory<byte> Json, string? Fault);
