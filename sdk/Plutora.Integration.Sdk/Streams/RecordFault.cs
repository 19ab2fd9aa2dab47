namespace Plutora.Integration.Sdk.Streams;

/// <summary>Something that the tool gave and the connector cannot read: it alone becomes a dead letter, and the stream goes on.</summary>
public sealed record RecordFault
{
    /// <summary>Id of the stream it would belong to.</summary>
    public required string Stream { get; init; }

    /// <summary>Id of the record, or the name of the file, as far as it is known; null otherwise.</summary>
    public string? Id { get; init; }

    /// <summary>One sentence for people: what is wrong and at which place. Holds no secret.</summary>
    public required string Reason { get; init; }

    /// <summary>What was given, as it came; it need not be JSON.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }
}
