using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Sdk.Testing.Recording;

/// <summary>A recording as it is stored.</summary>
internal sealed record RecordingFile
{
    public const int Version = 1;

    public int Format { get; init; } = Version;

    public IReadOnlyList<string> TellingHeaders { get; init; } = [];

    public IReadOnlyList<string> IgnoredParameters { get; init; } = [];

    public IReadOnlyList<Exchange> Exchanges { get; init; } = [];
}

/// <summary>A request and what the tool answered.</summary>
internal sealed record Exchange(RecordedRequest Request, RecordedAnswer Answer);

/// <summary>A request, without secrets.</summary>
internal sealed record RecordedRequest
{
    public required string Method { get; init; }

    /// <summary>Path and parameters, as they were sent.</summary>
    public required string Target { get; init; }

    public Dictionary<string, string>? Headers { get; init; }

    public string? Body { get; init; }
}

/// <summary>An answer, without secrets; its body as JSON, as text, or in base 64 where it is neither.</summary>
internal sealed record RecordedAnswer
{
    public required int Status { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];

    public JsonNode? Json { get; init; }

    public string? Text { get; init; }

    public string? Base64 { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(RecordingFile))]
internal sealed partial class RecordingJson : JsonSerializerContext;
