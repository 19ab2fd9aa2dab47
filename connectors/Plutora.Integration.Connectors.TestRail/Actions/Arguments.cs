using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Plutora.Integration.Model.Actions;

namespace Plutora.Integration.Connectors.TestRail.Actions;

/// <summary>Arguments of <c>run-tests</c>: a run is opened in the plan.</summary>
public sealed record RunPlanTests : RunTests
{
    /// <summary>Suite of the cases, by id or name; needed where the project has several.</summary>
    [Description("Suite of the cases, by id or name; needed where the project has several.")]
    public string? Suite { get; init; }

    /// <summary>What is said about the run.</summary>
    [Description("What is said about the run.")]
    public string? Description { get; init; }
}

/// <summary>Arguments of <c>create-test-run</c>.</summary>
public sealed record CreateTestRun
{
    /// <summary>Name of the run.</summary>
    [Required]
    [MaxLength(250)]
    [Description("Name of the run.")]
    public string Title { get; init; } = "";

    /// <summary>What is said about the run.</summary>
    [Description("What is said about the run.")]
    public string? Description { get; init; }

    /// <summary>Suite of the cases, by id or name; needed where the project has several.</summary>
    [Description("Suite of the cases, by id or name; needed where the project has several.")]
    public string? Suite { get; init; }

    /// <summary>Ids of the cases, such as C12; all of the suite where none is given.</summary>
    [Description("Ids of the cases, such as C12; all of the suite where none is given.")]
    public IReadOnlyList<string>? Cases { get; init; }

    /// <summary>Id of the milestone that it is for.</summary>
    [Description("Id of the milestone that it is for, such as M8.")]
    public string? Milestone { get; init; }

    /// <summary>Keys of requirements that it is for.</summary>
    [Description("Keys of the requirements that it is for, such as SHOP-2.")]
    public IReadOnlyList<string>? Requirements { get; init; }
}

/// <summary>Arguments of <c>add-results</c>.</summary>
public sealed record AddResults
{
    /// <summary>The results, of cases of the run.</summary>
    [Required]
    [MinLength(1)]
    [MaxLength(1_000)]
    [Description("The results, each of a case of the run.")]
    public IReadOnlyList<AddedResult> Results { get; init; } = [];

    /// <summary>Build or version that was tested.</summary>
    [Description("Build or version that was tested.")]
    public string? Build { get; init; }
}

/// <summary>A result of a case.</summary>
public sealed record AddedResult
{
    /// <summary>Id of the case, such as C12.</summary>
    [Required]
    [Description("Id of the case, such as C12.")]
    public string Case { get; init; } = "";

    /// <summary>Status, by TestRail's name, label or number.</summary>
    [Required]
    [Description("Status by TestRail's name, label or number: passed, blocked, retest, failed, or one of the company's own.")]
    public string Status { get; init; } = "";

    /// <summary>What is said about it.</summary>
    [Description("What is said about it.")]
    public string? Comment { get; init; }

    /// <summary>How long the test took, in milliseconds.</summary>
    [Range(0, 8_640_000_000)]
    [Description("How long the test took, in milliseconds; TestRail keeps whole seconds.")]
    public long? DurationMs { get; init; }

    /// <summary>Keys of defects that it found.</summary>
    [Description("Keys of the defects that it found, such as SHOP-9.")]
    public IReadOnlyList<string>? Defects { get; init; }
}

/// <summary>Arguments of <c>close-run</c> and <c>close-plan</c>: there are none.</summary>
public sealed record Close;

/// <summary>Results that were added.</summary>
public sealed record AddedResults
{
    /// <summary>How many.</summary>
    [Description("How many were added.")]
    public int Count { get; init; }

    /// <summary>Their ids.</summary>
    [Description("Their ids.")]
    public IReadOnlyList<string> Ids { get; init; } = [];
}

/// <summary>Arguments and results as JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunPlanTests))]
[JsonSerializable(typeof(CreateTestRun))]
[JsonSerializable(typeof(AddResults))]
[JsonSerializable(typeof(TestsResult))]
[JsonSerializable(typeof(CreatedResult))]
[JsonSerializable(typeof(TicketResult))]
[JsonSerializable(typeof(AddedResults))]
internal sealed partial class ArgumentsJson : JsonSerializerContext;
