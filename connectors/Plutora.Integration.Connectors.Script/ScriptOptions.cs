using System.ComponentModel.DataAnnotations;
using Plutora.Integration.Sdk.Options;

namespace Plutora.Integration.Connectors.Script;

/// <summary>Options of an instance of the Script connector.</summary>
public sealed class ScriptOptions
{
    /// <summary>The programs that may be run; no other can be.</summary>
    [Required]
    [MinLength(1, ErrorMessage = "must name one program at least.")]
    [Display(Name = "Programs", Description = "The programs that may be run, each by its name; no other can be.")]
    public IReadOnlyList<ScriptProgram> Programs { get; set; } = [];
}

/// <summary>A program that may be run.</summary>
public sealed class ScriptProgram
{
    /// <summary>Name by which an action asks for it.</summary>
    [Required]
    [Display(Name = "Name", Description = "Name by which an action asks for it, such as rotate-keys.")]
    public string Name { get; set; } = "";

    /// <summary>The program, with its whole path.</summary>
    [Required]
    [Display(Name = "Path", Description = "The program, with its whole path on the hub's machine.")]
    public string Path { get; set; } = "";

    /// <summary>Arguments that it always gets, before those of the action.</summary>
    [Display(Name = "Arguments", Description = "Arguments that it always gets, before those of the action.")]
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>How many arguments an action may add, 0 to 100.</summary>
    [Range(0, 100)]
    [Display(Name = "Arguments at most", Description = "How many arguments an action may add; none by default.")]
    public int MaxArguments { get; set; }

    /// <summary>Regular expression that the whole of each added argument must match.</summary>
    [Display(Name = "Pattern", Description = "Regular expression that the whole of each added argument must match. By default none may begin with a hyphen or hold control characters.")]
    public string Pattern { get; set; } = @"[^-\p{Cc}][^\p{Cc}]*";

    /// <summary>The folder that it runs in.</summary>
    [Required]
    [Display(Name = "Folder", Description = "The folder that it runs in, with its whole path.")]
    public string Folder { get; set; } = "";

    /// <summary>Variables of its environment, beside PATH, HOME, LANG and PLUTORA_ACTION_ID.</summary>
    [Display(Name = "Environment", Description = "Variables of its environment. Of the hub's own it gets none.")]
    public IReadOnlyDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>Secrets in its environment.</summary>
    [Display(Name = "Secrets", Description = "Secrets in its environment; they are masked in what is kept of its output.")]
    public IReadOnlyList<ScriptSecret> Secrets { get; set; } = [];

    /// <summary>Seconds that it may take, 1 to 86,400.</summary>
    [Range(1, 86_400)]
    [Display(Name = "Time limit", Description = "Seconds that it may take; then it is ended with all that it started, and what it did is unknown.")]
    public int TimeLimitSeconds { get; set; } = 300;

    /// <summary>Bytes that are kept of its output, and as many of its errors, 0 to 1,048,576; the last.</summary>
    [Range(0, 1 << 20)]
    [Display(Name = "Output", Description = "Bytes that are kept of its output, and as many of its errors: the last.")]
    public int OutputBytes { get; set; } = 32 * 1024;

    /// <summary>What exit codes mean: <c>succeeded</c>, <c>failed</c>, <c>not-found</c>, <c>unavailable</c> or <c>unknown</c>.</summary>
    [Display(Name = "Exit codes", Description = "What exit codes mean: succeeded, failed, not-found, unavailable (nothing was done, tried again) or unknown. By default 0 is succeeded and every other failed.")]
    public IReadOnlyDictionary<string, string> ExitCodes { get; set; } = new Dictionary<string, string>();
}

/// <summary>A secret in the environment of a program.</summary>
public sealed class ScriptSecret
{
    /// <summary>Name of the variable.</summary>
    [Required]
    [Display(Name = "Name", Description = "Name of the variable.")]
    public string Name { get; set; } = "";

    /// <summary>Its value.</summary>
    [Required]
    [Secret]
    [Display(Name = "Value", Description = "Its value.")]
    public string Value { get; set; } = "";
}
