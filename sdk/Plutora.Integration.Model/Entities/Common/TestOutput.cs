namespace Plutora.Integration.Model.Entities;

/// <summary>A file that a test left behind.</summary>
public sealed record TestOutput
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public TestOutputKind? Kind { get; init; }

    /// <summary>Its media type, such as <c>application/pdf</c>.</summary>
    public string? MediaType { get; init; }

    /// <summary>Where it can be fetched.</summary>
    public string? Url { get; init; }

    /// <summary>When it was put there.</summary>
    public DateTimeOffset? PublishedAt { get; init; }
}
