using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors;

/// <summary>What answers a read that a connector does not declare. The hub asks for none; whoever else calls an instance is told, and takes no empty read for an answer.</summary>
internal static class ReadRefusals
{
    /// <summary>The connector has no such stream.</summary>
    public static ConnectorException NoStream(this ReadRequest request) => ConnectorException.Permanent($"There is no stream '{request.Stream}'.");

    /// <summary>The stream is read from its beginning at once.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="because">Why, as the end of a sentence.</param>
    public static ConnectorException NoBackfill(this ReadRequest request, string because = "its first read goes back to the beginning") =>
        ConnectorException.Permanent($"Stream '{request.Stream}' has no backfill: {because}.");

    /// <summary>What the stream no longer tells is not deleted for that.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="because">Why, as the end of a sentence; null says no more.</param>
    public static ConnectorException NoScan(this ReadRequest request, string? because = null) =>
        ConnectorException.Permanent($"Stream '{request.Stream}' cannot be scanned whole{(because is null ? "" : ": " + because)}.");
}
