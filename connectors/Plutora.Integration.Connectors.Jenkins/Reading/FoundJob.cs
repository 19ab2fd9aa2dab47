using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jenkins.Reading;

/// <summary>A job as its folder lists it.</summary>
/// <param name="FullName">Its full name.</param>
/// <param name="Class">Its class in Jenkins; null on servers that do not tell it.</param>
/// <param name="Next">Number of its next build; null where it was not asked for.</param>
/// <param name="Newest">Number of its newest build; null where it has none, or was not asked.</param>
/// <param name="Json">The job as Jenkins wrote it.</param>
internal sealed record FoundJob(string FullName, string? Class, long? Next, long? Newest, ReadOnlyMemory<byte> Json)
{
    /// <summary>True where Jenkins says that the job is no pipeline.</summary>
    public bool IsNoPipeline => Class is not null && !Class.EndsWith("WorkflowJob", StringComparison.Ordinal);

    /// <summary>Reads a job or folder.</summary>
    /// <param name="json">What Jenkins wrote.</param>
    /// <param name="folder">The folder that lists it: old servers tell no full name.</param>
    public static (FoundJob Job, bool IsFolder) From(ReadOnlyMemory<byte> json, string folder)
    {
        using var document = ToolJson.ParseObject(json, $"{ItemName.Path(folder)}api/json");
        var job = document.RootElement;
        var name = job.Text("fullName") is { Length: > 0 } full ? full : job.Text("name") is { Length: > 0 } own ? ItemName.Within(folder, own)
            : throw ConnectorException.Permanent($"A job of {folder} has neither 'fullName' nor 'name'.");
        return (new(name, job.Text("_class"), job.Number("nextBuildNumber"), job.Object("lastBuild")?.Number("number"), json), job.TryGetProperty("jobs", out _));
    }
}

/// <summary>Jobs of one folder.</summary>
/// <param name="Jobs">The jobs, without the folders among them.</param>
/// <param name="WholeFolder">The folder, where these are all of its jobs; null where they are those that the options name.</param>
/// <param name="SentAt">When they were asked for.</param>
internal sealed record FoundJobs(IReadOnlyList<FoundJob> Jobs, string? WholeFolder, DateTimeOffset SentAt);
