using System.ComponentModel.DataAnnotations;

namespace Plutora.Integration.Connectors.TestResults;

/// <summary>Options of an instance of the test result connector.</summary>
public sealed class TestResultsOptions
{
    /// <summary>Folders to watch, with all folders in them; none: the instance takes uploads alone.</summary>
    [Display(Name = "Folders", Description = "Folders to watch, with all folders in them. Links out of them are not followed.")]
    public IReadOnlyList<string> Folders { get; set; } = [];

    /// <summary>Which files are results, as patterns relative to a folder.</summary>
    [Display(Name = "Files", Description = "Patterns of result files, relative to a folder; ** stands for any folders.")]
    public IReadOnlyList<string> Include { get; set; } = ["**/*.xml", "**/*.trx", "**/*.json", "**/*.jsonl", "**/*.ndjson", "**/*.tap"];

    /// <summary>Which files are not, though a pattern names them.</summary>
    [Display(Name = "Files left out", Description = "Patterns of files that are no results.")]
    public IReadOnlyList<string> Exclude { get; set; } =
        ["**/executor.json", "**/categories.json", "**/environment.xml", "**/*-attachment.*", "**/node_modules/**", "**/.git/**"];

    /// <summary>How long a file must have stood unchanged before it is read.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    [Display(Name = "Settle time", Description = "A file younger than this may still be written and is left for the next look.")]
    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a file without its end is taken as one that is still being written, before it counts as broken.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    [Display(Name = "Patience", Description = "A file that lacks its end is left for later looks until it has stood unchanged so long.")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Largest file that is read from a folder, in bytes.</summary>
    [Range(1, 8_589_934_592)]
    [Display(Name = "Largest file", Description = "In bytes. A larger file is told as a dead letter and not read.")]
    public long MaxFileBytes { get; set; } = 536_870_912;

    /// <summary>Characters kept of one text (an output, a message, a stack); what is beyond is counted.</summary>
    [Range(0, 262_144)]
    [Display(Name = "Text kept", Description = "Characters kept of one output, message or stack; the rest is counted.")]
    public int TextLimit { get; set; } = 16_384;

    /// <summary>Time zone of times that a file writes without an offset, such as <c>Europe/Berlin</c>.</summary>
    [Display(Name = "Time zone", Description = "IANA name of the zone of times without an offset.")]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Kind of the tests, where an upload does not say it.</summary>
    [Display(Name = "Kind of tests", Description = "A test kind of the model, such as unit, integration, end-to-end or performance.")]
    public string? Kind { get; set; }

    /// <summary>Environment that the tests ran in: an entity id, or what people call it.</summary>
    [Display(Name = "Environment", Description = "Entity id or name of the environment that the tests ran in.")]
    public string? Environment { get; set; }

    /// <summary>Application that was tested: an entity id, or what people call it.</summary>
    [Display(Name = "Application", Description = "Entity id or name of the tested application.")]
    public string? Application { get; set; }

    /// <summary>Repository of what was tested: an entity id, or an address.</summary>
    [Display(Name = "Repository", Description = "Entity id or address of the tested repository.")]
    public string? Repository { get; set; }

    /// <summary>Branch that was tested.</summary>
    [Display(Name = "Branch", Description = "Name of the tested branch.")]
    public string? Branch { get; set; }

    /// <summary>Commit that was tested: an entity id, or the SHA.</summary>
    [Display(Name = "Commit", Description = "SHA or entity id of the tested commit.")]
    public string? Commit { get; set; }

    /// <summary>Pipeline run that the tests were a part of: an entity id, or its address.</summary>
    [Display(Name = "Pipeline run", Description = "Address or entity id of the pipeline run; it also tells two runs apart whose files are the same.")]
    public string? PipelineRun { get; set; }

    /// <summary>Release that was tested: an entity id, or its name.</summary>
    [Display(Name = "Release", Description = "Entity id or name of the tested release.")]
    public string? Release { get; set; }
}
