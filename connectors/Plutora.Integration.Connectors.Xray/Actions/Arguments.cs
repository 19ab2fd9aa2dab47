using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Plutora.Integration.Model.Actions;

namespace Plutora.Integration.Connectors.Xray.Actions;

/// <summary>Arguments of <c>create-test-execution</c>.</summary>
public sealed record CreateTestExecution
{
    /// <summary>Summary of the execution's issue.</summary>
    [Required]
    [Description("Summary of the execution's issue.")]
    public string Title { get; init; } = "";

    /// <summary>What is said about it.</summary>
    [Description("What is said about it.")]
    public string? Description { get; init; }

    /// <summary>Keys of the tests that it is to run.</summary>
    [MaxLength(100)]
    [Description("Keys of the tests that it is to run, such as SHOP-20; none, to be filled by results.")]
    public IReadOnlyList<string>? Cases { get; init; }

    /// <summary>Environment that is tested.</summary>
    [Description("Environment that is tested, as Xray names it.")]
    public string? Environment { get; init; }
}

/// <summary>Arguments of <c>add-results</c>.</summary>
public sealed record AddResults
{
    /// <summary>The results.</summary>
    [Required]
    [MinLength(1)]
    [MaxLength(1_000)]
    [Description("The results, each of a test.")]
    public IReadOnlyList<AddedResult> Results { get; init; } = [];
}

/// <summary>A result of a test.</summary>
public sealed record AddedResult
{
    /// <summary>Key of the test.</summary>
    [Required]
    [Description("Key of the test, such as SHOP-20.")]
    public string Case { get; init; } = "";

    /// <summary>Status, by its name in Xray.</summary>
    [Required]
    [Description("Status by its name in Xray: PASSED, FAILED, EXECUTING, TO DO, or one of the company's own.")]
    public string Status { get; init; } = "";

    /// <summary>What is said about it.</summary>
    [Description("What is said about it.")]
    public string? Comment { get; init; }

    /// <summary>When the test began.</summary>
    [Description("When the test began.")]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the test ended.</summary>
    [Description("When the test ended.")]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Keys of defects that it found.</summary>
    [Description("Keys of the defects that it found, such as SHOP-9.")]
    public IReadOnlyList<string>? Defects { get; init; }
}

/// <summary>Results that were imported.</summary>
public sealed record AddedResults
{
    /// <summary>How many.</summary>
    [Description("How many were imported.")]
    public int Count { get; init; }

    /// <summary>Key of the execution that holds them.</summary>
    [Description("Key of the execution that holds them.")]
    public string? Execution { get; init; }
}

/// <summary>Arguments and results as JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateTestExecution))]
[JsonSerializable(typeof(AddResults))]
[JsonSerializable(typeof(CreatedResult))]
[JsonSerializable(typeof(AddedResults))]
internal sealed partial class ArgumentsJson : JsonSerializerContext;
