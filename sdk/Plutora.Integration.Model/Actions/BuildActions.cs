using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Model.Actions;

/// <summary>Starts a run of a pipeline; the run tells how it ends.</summary>
[ActionType("trigger-build", "pipeline", "repository")]
public record TriggerBuild : IActionArguments<BuildResult>
{
    /// <summary>Branch, tag or commit that is built; the pipeline's default where none is given.</summary>
    [Description("Branch, tag or commit that is built; the pipeline's default where none is given.")]
    public string? Ref { get; init; }

    /// <summary>Parameters or variables of the pipeline, by name.</summary>
    [Description("Parameters or variables of the pipeline, by name.")]
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }
}

/// <summary>Starts tests where the tool runs them, or opens a run in which people tell results; the run tells how it ends.</summary>
[ActionType("run-tests", "test-plan", "pipeline", "repository")]
public record RunTests : IActionArguments<TestsResult>
{
    /// <summary>Name of the run.</summary>
    [Description("Name of the run.")]
    public string? Title { get; init; }

    /// <summary>Ids or keys of the test cases at the tool; all of the plan where none is given.</summary>
    [Description("Ids or keys of the test cases at the tool; all of the plan where none is given.")]
    public IReadOnlyList<string>? Cases { get; init; }

    /// <summary>Environment that is tested, as the tool names it.</summary>
    [Description("Environment that is tested, as the tool names it.")]
    public string? Environment { get; init; }

    /// <summary>Build or version that is tested.</summary>
    [Description("Build or version that is tested.")]
    public string? Build { get; init; }
}

/// <summary>Merges a pull request.</summary>
[ActionType("merge", "pull-request")]
public record Merge : IActionArguments<MergeResult>
{
    /// <summary>How; the repository's default where none is given.</summary>
    [Description("How; the repository's default where none is given.")]
    public MergeMethod? Method { get; init; }

    /// <summary>First line of the merge's message.</summary>
    [Description("First line of the merge's message.")]
    public string? Title { get; init; }

    /// <summary>The rest of the merge's message.</summary>
    [Description("The rest of the merge's message.")]
    public string? Message { get; init; }

    /// <summary>SHA that the head must still have; the merge is refused when it has moved on.</summary>
    [Description("SHA that the head must still have; the merge is refused when it has moved on.")]
    public string? Head { get; init; }
}

/// <summary>Creates a release of a repository or project.</summary>
[ActionType("create-release", "repository")]
public record CreateRelease : IActionArguments<CreatedResult>
{
    /// <summary>Its tag or name, such as <c>v1.4.0</c>.</summary>
    [Description("Its tag or name, such as v1.4.0.")]
    public required string Tag { get; init; }

    /// <summary>Its title.</summary>
    [Description("Its title.")]
    public string? Title { get; init; }

    /// <summary>What it brings, in the tool's own markup.</summary>
    [Description("What it brings, in the tool's own markup.")]
    public string? Notes { get; init; }

    /// <summary>Branch or commit that the tag is made of where it does not exist yet.</summary>
    [Description("Branch or commit that the tag is made of where it does not exist yet.")]
    public string? Commit { get; init; }

    /// <summary>True for one that is not published yet.</summary>
    [Description("True for one that is not published yet.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Draft { get; init; }

    /// <summary>True for one that is not for production.</summary>
    [Description("True for one that is not for production.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Prerelease { get; init; }
}

/// <summary>How a pull request is merged.</summary>
[JsonConverter(typeof(KebabEnumConverter<MergeMethod>))]
public enum MergeMethod
{
    /// <summary>With a merge commit.</summary>
    Merge,

    /// <summary>As one commit.</summary>
    Squash,

    /// <summary>Commit by commit upon the base.</summary>
    Rebase,
}
