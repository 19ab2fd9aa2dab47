namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>What a tool says of a suite as a whole, while it is read.</summary>
internal sealed class SuiteHeader
{
    public required string Name { get; set; }

    /// <summary>Suite of its test cases' identity, where the name differs from run to run; <see cref="Name"/> when null.</summary>
    public string? Identity { get; set; }

    /// <summary>The tool's own word for what it is: assembly, fixture, feature, package.</summary>
    public string? Kind { get; set; }

    public string? ToolId { get; set; }

    public string? Package { get; set; }

    public string? File { get; set; }

    public string? Host { get; set; }

    public string? Tool { get; set; }

    public string? ToolVersion { get; set; }

    public string? Description { get; set; }

    /// <summary>How it ended as the tool tells; null: judged from its tests.</summary>
    public Verdict? Verdict { get; set; }

    public string? SourceResult { get; set; }

    /// <summary>What the tool said of the suite itself, such as a failed set-up.</summary>
    public Problem? Problem { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public double? DurationMs { get; set; }

    public string? Output { get; set; }

    public string? ErrorOutput { get; set; }

    /// <summary>Counts as the tool wrote them, by its own names.</summary>
    public Capped<Named> Told { get; } = new(50);

    public Capped<Named> Properties { get; } = new();

    public Capped<Attachment> Attachments { get; } = new();

    public Capped<string> Labels { get; } = new();

    public Capped<Measure> Measures { get; } = new();

    /// <summary>Kinds of elements that are not read, once each.</summary>
    public SortedSet<string> Unread { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Cut { get; } = new(StringComparer.Ordinal);
}
