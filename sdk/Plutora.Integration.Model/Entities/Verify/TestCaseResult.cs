using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.References;

namespace Plutora.Integration.Model.Entities;

/// <summary>What came of one test in one run.</summary>
[EntityType("test-case-result", Stage = "verify", IsOccurrence = true)]
public sealed record TestCaseResult : Entity
{
    /// <summary>The test's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it looks at.</summary>
    public TestKind? Kind { get; init; }

    /// <summary>Whether it ran.</summary>
    public required RunState State { get; init; }

    /// <summary>The tool's own state.</summary>
    public string? SourceState { get; init; }

    /// <summary>How it ended; none where it was skipped.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>The tool's own word for how it ended.</summary>
    public string? SourceOutcome { get; init; }

    /// <summary>The run it belongs to.</summary>
    [References("test-run")]
    public Reference? TestRun { get; init; }

    /// <summary>The test that ran.</summary>
    [References("test-case")]
    public Reference? TestCase { get; init; }

    /// <summary>The suite it stands in.</summary>
    public string? Suite { get; init; }

    /// <summary>The class or module it stands in.</summary>
    public string? ClassName { get; init; }

    /// <summary>The file it stands in.</summary>
    public string? Path { get; init; }

    /// <summary>The line it stands on, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>How bad its failing is.</summary>
    public Severity? Severity { get; init; }

    /// <summary>What it said when it did not succeed, or why it was skipped.</summary>
    public string? Message { get; init; }

    /// <summary>The kind of error, such as an exception's type.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Where it failed.</summary>
    public string? StackTrace { get; init; }

    /// <summary>What it wrote to standard output.</summary>
    public string? Output { get; init; }

    /// <summary>What it wrote to standard error.</summary>
    public string? ErrorOutput { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>Whether it succeeded only after being repeated.</summary>
    public bool? IsFlaky { get; init; }

    /// <summary>Where it ran.</summary>
    [References("environment")]
    public Reference? Environment { get; init; }

    /// <summary>Who ran it.</summary>
    [References("person")]
    public Reference? ExecutedBy { get; init; }

    /// <summary>Who is to look after it.</summary>
    [References("person")]
    public Reference? Assignee { get; init; }

    /// <summary>What it verifies.</summary>
    [References("work-item")]
    public IReadOnlyList<Reference>? Requirements { get; init; }

    /// <summary>Defects entered for it.</summary>
    [References("work-item")]
    public IReadOnlyList<Reference>? Defects { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long it ran, in milliseconds, as the tool told it.</summary>
    public double? DurationMs { get; init; }

    /// <summary>The values it ran with, by name.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>What was done, in order.</summary>
    public IReadOnlyList<TestStep>? Steps { get; init; }

    /// <summary>What it measured.</summary>
    public IReadOnlyList<Measurement>? Measurements { get; init; }

    /// <summary>Files it left behind.</summary>
    public IReadOnlyList<TestOutput>? Outputs { get; init; }

    /// <summary>What the tester wrote.</summary>
    public string? Comment { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
