using System.Collections.Immutable;

namespace Acme.Company.World;

/// <summary>Kinds of tests.</summary>
public enum TestKind
{
    /// <summary>Of one piece of code; a build runs them.</summary>
    Unit,

    /// <summary>Of a whole application; a build runs them.</summary>
    Integration,

    /// <summary>Of what users do, in an environment.</summary>
    EndToEnd,

    /// <summary>By people, along written steps.</summary>
    Manual,
}

/// <summary>How a test ended.</summary>
public enum TestOutcome
{
    /// <summary>As it should.</summary>
    Passed,

    /// <summary>Otherwise.</summary>
    Failed,

    /// <summary>It was not run.</summary>
    Skipped,

    /// <summary>Something kept it from being run.</summary>
    Blocked,
}

/// <summary>A test that is run again and again.</summary>
public sealed record TestCase : Thing
{
    /// <summary>The application that it tests.</summary>
    public required long ApplicationId { get; init; }

    /// <summary>Title; for automated ones the name of the test.</summary>
    public required string Title { get; init; }

    /// <summary>Class, suite or section that it belongs to.</summary>
    public required string Suite { get; init; }

    /// <summary>Kind of test.</summary>
    public required TestKind Kind { get; init; }

    /// <summary>What the tester does and sees, line by line, for manual ones.</summary>
    public ImmutableList<string> Steps { get; init; } = [];

    /// <summary>The work item whose requirement it checks.</summary>
    public long? WorkItemId { get; init; }

    /// <summary>Login of who wrote it.</summary>
    public required string Author { get; init; }
}

/// <summary>Result of a test case in a run.</summary>
/// <param name="CaseId">The test case.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Message">What was found, where it did not pass.</param>
/// <param name="By">Login of who ran it; null for automated ones.</param>
public sealed record TestResult(long CaseId, TestOutcome Outcome, int Milliseconds, string? Message, string? By);

/// <summary>A run of tests.</summary>
public sealed record TestRun : Thing
{
    /// <summary>The application that is tested.</summary>
    public required long ApplicationId { get; init; }

    /// <summary>Name, such as <c>checkout-api 1.42.0 acceptance</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of tests.</summary>
    public required TestKind Kind { get; init; }

    /// <summary>How far it has come, and how it ended.</summary>
    public RunState State { get; init; }

    /// <summary>The build that ran it, or whose artifact is tested.</summary>
    public long? BuildId { get; init; }

    /// <summary>The environment in which it runs.</summary>
    public long? EnvironmentId { get; init; }

    /// <summary>SHA of the commit that is tested.</summary>
    public string? Sha { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The cases that are to be run; those without a result wait.</summary>
    public ImmutableList<long> CaseIds { get; init; } = [];

    /// <summary>Results so far.</summary>
    public ImmutableList<TestResult> Results { get; init; } = [];

    /// <summary>Login of who began it.</summary>
    public required string StartedBy { get; init; }

    /// <summary>More of it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Keys of the work items that were named when it was written down; those of its cases count without.</summary>
    public ImmutableList<string> References { get; init; } = [];
}
