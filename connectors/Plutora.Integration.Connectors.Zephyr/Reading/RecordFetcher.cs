using System.Text.Json;
using Plutora.Integration.Connectors.Zephyr.Api;
using Plutora.Integration.Connectors.Zephyr.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Zephyr.Reading;

/// <summary>Reads one record as Zephyr has it now.</summary>
internal sealed class RecordFetcher(ZephyrApi api)
{
    /// <returns>The record; null when Zephyr no longer has it, or hides it.</returns>
    public async Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        var list = ZephyrStreams.Lists.GetValueOrDefault(request.Stream) ?? throw new NotSupportedException($"There is no stream '{request.Stream}'.");

        // A test case is asked for by its key alone.
        var name = request.Stream == ZephyrStreams.Case ? Key(request.Known) : request.Id;
        return name is not null
            && await api.FindAsync($"{list.Path}/{Uri.EscapeDataString(name)}", cancellationToken).ConfigureAwait(false) is { } json
            && (request.Container ?? Project(Key(json))) is { } project
            ? RecordMaker.Make(request.Stream, json, project, await api.NamesAsync(request.Stream, project, cancellationToken).ConfigureAwait(false))
            : null;
    }

    /// <summary>The key of a record, such as <c>SHOP-R1</c>.</summary>
    public static string? Key(ReadOnlyMemory<byte>? record)
    {
        if (record is not { } json)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("key", out var key) && key.ValueKind == JsonValueKind.String ? key.GetString() : null;
    }

    /// <summary>The key of the project that a record's key begins with.</summary>
    public static string? Project(string? key) => key?.LastIndexOf('-') is > 0 and var at ? key[..at] : null;
}
