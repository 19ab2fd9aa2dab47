namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>One test in one run of its suite, while it is read.</summary>
internal sealed class CaseEntry
{
    public required string Name { get; set; }

    /// <summary>Class, module, feature: what names are unique in.</summary>
    public string? ClassName { get; set; }

    /// <summary>What else tells this test from others of its class and name, such as the browser it ran in.</summary>
    public string? Variant { get; set; }

    /// <summary>The tool's own id of this result.</summary>
    public string? ToolId { get; set; }

    public string? Description { get; set; }

    public string? File { get; set; }

    public int? Line { get; set; }

    public Verdict Verdict { get; set; } = Verdict.Passed;

    /// <summary>The tool's own word for how it ended; null where its silence says so.</summary>
    public string? SourceResult { get; set; }

    public string? Owner { get; set; }

    public string? Severity { get; set; }

    public string? Priority { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public double? DurationMs { get; set; }

    /// <summary>Which attempt this result is, from 1; null where the tool does not tell.</summary>
    public int? AttemptNumber { get; set; }

    /// <summary>True when it passed only after being repeated.</summary>
    public bool? Flaky { get; set; }

    public string? Host { get; set; }

    public string? Output { get; set; }

    public string? ErrorOutput { get; set; }

    /// <summary>Problems in the tool's order.</summary>
    public Capped<Problem> Problems { get; } = new(20);

    /// <summary>Earlier and later attempts that the tool tells beside the result.</summary>
    public Capped<Attempt> Attempts { get; } = new(20);

    public Capped<Step> Steps { get; } = new();

    public Capped<Named> Properties { get; } = new();

    public Capped<Named> Parameters { get; } = new();

    public Capped<Attachment> Attachments { get; } = new();

    public Capped<string> Labels { get; } = new();

    public Capped<Mentioned> Mentioned { get; } = new();

    public Capped<Measure> Measures { get; } = new();

    /// <summary>The problem that decided: the first of the worst kind.</summary>
    public Problem? Deciding { get; set; }

    /// <summary>Characters left out of its texts, by member.</summary>
    public Dictionary<string, long> Cut { get; } = new(StringComparer.Ordinal);
}
