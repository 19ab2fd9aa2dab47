using Plutora.Integration.Connectors.TestRail.Api;
using Plutora.Integration.Connectors.TestRail.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestRail.Reading;

/// <summary>Reads one record as TestRail has it now.</summary>
internal sealed class RecordFetcher(TestRailApi api)
{
    /// <returns>The record; null when TestRail no longer has it, or hides it.</returns>
    public async Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        var method = request.Stream switch
        {
            TestRailStreams.Project or TestRailStreams.Milestone or TestRailStreams.Case or TestRailStreams.Run or TestRailStreams.Plan or TestRailStreams.Test => $"get_{request.Stream}",
            _ => throw new NotSupportedException($"A record of stream '{request.Stream}' cannot be fetched alone."),
        };
        return await api.FindAsync($"{method}/{Uri.EscapeDataString(request.Id)}", cancellationToken).ConfigureAwait(false) is { } json
            ? RecordMaker.Make(request.Stream, json, request.Container)
            : null;
    }
}
