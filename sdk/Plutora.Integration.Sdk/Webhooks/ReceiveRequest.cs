using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Sdk.Webhooks;

/// <summary>How something came to be received.</summary>
public enum ReceiveKind
{
    /// <summary>A verified webhook delivery of the tool.</summary>
    Webhook,

    /// <summary>A file that a person or a pipeline handed over with an API key.</summary>
    Upload,
}

/// <summary>A delivery or a file to be parsed into records.</summary>
public sealed record ReceiveRequest
{
    /// <summary>Webhook or upload.</summary>
    public required ReceiveKind Kind { get; init; }

    /// <summary>The body as it came over the wire.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When the hub received it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Headers by lower-cased name; credentials and signatures are not among them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Name of an uploaded file; null for webhooks.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// What the sender of an uploaded file says beside it, such as the commit that was tested: parameters of the upload's address but
    /// <c>name</c>. A connector says which it knows and refuses others; empty for webhooks.
    /// </summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}

/// <summary>What a delivery said.</summary>
public sealed record ReceiveResult
{
    /// <summary>Records to store; empty when the delivery says nothing that the connector maps.</summary>
    public IReadOnlyList<SourceRecord> Records { get; init; } = [];

    /// <summary>Parts that could not be read while others could; each becomes a dead letter. When nothing can be read, throw instead.</summary>
    public IReadOnlyList<RecordFault> Faults { get; init; } = [];

    /// <summary>Containers that the delivery tells are gone; the hub takes every record that was last seen in one of them as deleted.</summary>
    public IReadOnlyList<string> RemovedContainers { get; init; } = [];

    /// <summary>Streams to read soon, when the delivery tells that something changed but not what.</summary>
    public IReadOnlyList<string> ReadStreams { get; init; } = [];

    /// <summary>Why a delivery yields nothing, such as <c>ping says nothing of delivery</c>; shown and counted.</summary>
    public string? Ignored { get; init; }

    /// <summary>A result of records.</summary>
    public static ReceiveResult Of(params IReadOnlyList<SourceRecord> records) => new() { Records = records };

    /// <summary>A result that says why there is none.</summary>
    public static ReceiveResult Ignore(string reason) => new() { Ignored = reason };
}
