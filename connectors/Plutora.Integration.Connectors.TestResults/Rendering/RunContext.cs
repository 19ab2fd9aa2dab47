namespace Plutora.Integration.Connectors.TestResults.Rendering;

/// <summary>What the sender or the instance knows of a run and no result file tells.</summary>
internal sealed record RunContext
{
    public static RunContext None { get; } = new();

    /// <summary>Kind of the tests, as the model names it: <c>unit</c> to <c>performance</c>.</summary>
    public string? Kind { get; init; }

    public string? Environment { get; init; }

    public string? Application { get; init; }

    public string? Repository { get; init; }

    public string? Branch { get; init; }

    public string? Commit { get; init; }

    public string? PipelineRun { get; init; }

    public string? Release { get; init; }

    /// <summary>Name of the suite for formats that name none (TAP); the file's name otherwise.</summary>
    public string? Suite { get; init; }

    /// <summary>References and words by the member's name, those that are given, in a fixed order.</summary>
    public IEnumerable<(string Member, string Value, bool Reference)> Given()
    {
        (string, string?, bool)[] all =
        [
            ("kind", Kind, false), ("branch", Branch, false), ("environment", Environment, true), ("application", Application, true),
            ("repository", Repository, true), ("commit", Commit, true), ("pipelineRun", PipelineRun, true), ("release", Release, true),
        ];
        return all.Where(m => m.Item2 is not null).Select(m => (m.Item1, m.Item2!, m.Item3));
    }
}
