using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Plutora.Integration.Connectors.Script;

/// <summary>What the action <c>run-script</c> takes.</summary>
public sealed class RunArguments
{
    /// <summary>Name of the program in the instance's options.</summary>
    [Required]
    [Display(Name = "Program", Description = "Name of a program in the options of the instance.")]
    public string Program { get; set; } = "";

    /// <summary>Arguments behind those that the program always gets; each is passed as it is.</summary>
    [Display(Name = "Arguments", Description = "Arguments behind those that the program always gets; each is passed as it is, and no shell reads it.")]
    public IReadOnlyList<string> Arguments { get; set; } = [];
}

/// <summary>What the action <c>run-script</c> gives.</summary>
public sealed class RunResult
{
    /// <summary>Exit code of the program.</summary>
    [Required]
    [Display(Name = "Exit code", Description = "Exit code of the program.")]
    public int ExitCode { get; set; }

    /// <summary>The last of what it wrote to its output, secrets masked.</summary>
    [Display(Name = "Output", Description = "The last of what it wrote to its output, secrets masked.")]
    public string Output { get; set; } = "";

    /// <summary>The last of what it wrote to its errors, secrets masked.</summary>
    [Display(Name = "Errors", Description = "The last of what it wrote to its errors, secrets masked.")]
    public string Errors { get; set; } = "";

    /// <summary>Bytes of both that were not kept.</summary>
    [Display(Name = "Dropped", Description = "Bytes of output and errors that were not kept.")]
    public long DroppedBytes { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunArguments))]
[JsonSerializable(typeof(RunResult))]
[JsonSerializable(typeof(string))]
internal sealed partial class RunJson : JsonSerializerContext;
