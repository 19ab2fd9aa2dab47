using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Plutora.Integration.Model.Actions;

namespace Plutora.Integration.Connectors.Zephyr.Actions;

/// <summary>Arguments of <c>create-test-cycle</c>.</summary>
public sealed record CreateTestCycle
{
    /// <summary>Name of the cycle.</summary>
    [Required]
    [Description("Name of the cycle.")]
    public string Title { get; init; } = "";

    /// <summary>What is said about the cycle.</summary>
    [Description("What is said about the cycle.")]
    public string? Description { get; init; }

    /// <summary>When it is to begin.</summary>
    [Description("When it is to begin.")]
    public DateTimeOffset? PlannedStart { get; init; }

    /// <summary>When it is to be over.</summary>
    [Description("When it is to be over.")]
    public DateTimeOffset? PlannedEnd { get; init; }

    /// <summary>Id of the Jira version that is tested.</summary>
    [Description("Id of the Jira version that is tested.")]
    public long? Version { get; init; }
}

/// <summary>Arguments of <c>add-results</c>.</summary>
public sealed record AddResults
{
    /// <summary>The results.</summary>
    [Required]
    [MinLength(1)]
    [MaxLength(100)]
    [Description("The results, each of a test case.")]
    public IReadOnlyList<AddedResult> Results { get; init; } = [];

    /// <summary>Environment that was tested.</summary>
    [Description("Environment that was tested, by its name in Zephyr.")]
    public string? Environment { get; init; }
}

/// <summary>A result of a test case.</summary>
public sealed record AddedResult
{
    /// <summary>Key of the test case.</summary>
    [Required]
    [RegularExpression(@"^.+-T[0-9]+$")]
    [Description("Key of the test case, such as SHOP-T12.")]
    public string Case { get; init; } = "";

    /// <summary>Status, by its name in Zephyr.</summary>
    [Required]
    [Description("Status by its name in Zephyr: Pass, Fail, Blocked, In Progress, Not Executed, or one of the company's own.")]
    public string Status { get; init; } = "";

    /// <summary>What is said about it.</summary>
    [Description("What is said about it.")]
    public string? Comment { get; init; }

    /// <summary>When the test ended.</summary>
    [Description("When the test ended.")]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long the test took, in milliseconds.</summary>
    [Range(0, 8_640_000_000)]
    [Description("How long the test took, in milliseconds.")]
    public long? DurationMs { get; init; }
}

/// <summary>Results that were added.</summary>
public sealed record AddedResults
{
    /// <summary>How many.</summary>
    [Description("How many were added.")]
    public int Count { get; init; }
}

/// <summary>Arguments and results as JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateTestCycle))]
[JsonSerializable(typeof(AddResults))]
[JsonSerializable(typeof(CreatedResult))]
[JsonSerializable(typeof(AddedResults))]
internal sealed partial class ArgumentsJson : JsonSerializerContext;
