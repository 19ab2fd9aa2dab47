namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>One thing that a tool said against a test: a failure, an error, a reason to skip.</summary>
/// <param name="Kind">The tool's own word, such as <c>failure</c> or <c>rerunError</c>.</param>
/// <param name="Message">What it said.</param>
/// <param name="Type">Kind of error, such as an exception's type.</param>
/// <param name="Trace">Where: the stack, or the longer text.</param>
internal sealed record Problem(string Kind, string? Message = null, string? Type = null, string? Trace = null);

/// <summary>One of several runs of the same test within the same run of its suite.</summary>
internal sealed record Attempt(Verdict Verdict, string? SourceResult, Problem? Problem = null)
{
    public DateTimeOffset? StartedAt { get; init; }

    public double? DurationMs { get; init; }

    public string? Output { get; init; }

    public string? ErrorOutput { get; init; }
}

/// <summary>One step of a test, with the steps within it flattened: <see cref="Level"/> tells how deep.</summary>
internal sealed record Step(string Name, Verdict? Verdict, string? SourceResult, string? Message = null, double? DurationMs = null, int Level = 0);

/// <summary>A file that a test left behind, by name: its content is not read.</summary>
internal sealed record Attachment(string Name, string? MediaType = null, string? Path = null, string? Url = null);

/// <summary>A named number.</summary>
internal sealed record Measure(string Name, double Value, string? Unit = null);

/// <summary>A named text; a name may come several times.</summary>
internal sealed record Named(string Name, string Value);

/// <summary>A thing in another tool that a test names.</summary>
/// <param name="Kind">What it is: <c>issue</c>, <c>tms</c>, <c>requirement</c>, or the tool's own word.</param>
/// <param name="Name">What people call it, such as <c>PROJ-12</c>.</param>
/// <param name="Url">Where it stands.</param>
internal sealed record Mentioned(string Kind, string Name, string? Url = null);
