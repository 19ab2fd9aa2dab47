using System.Text.Json;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Connectors.Jenkins.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jenkins.Reading;

/// <summary>Reads one record as Jenkins has it now, in the form in which a read tells it.</summary>
internal sealed class RecordFetcher(JenkinsApi api, TestsOfBuild tests)
{
    /// <returns>The record; null when Jenkins no longer has it, or hides it.</returns>
    public Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken) => request.Stream switch
    {
        JenkinsStreams.Job => JobAsync(request.Id, cancellationToken),
        JenkinsStreams.Build => BuildAsync(request.Id, cancellationToken),
        JenkinsStreams.Stage => StageAsync(request.Id, cancellationToken),
        JenkinsStreams.TestReport => TestReportAsync(request.Id, cancellationToken),
        _ => throw new NotSupportedException($"Stream '{request.Stream}' is not known."),
    };

    private async Task<SourceRecord?> JobAsync(string id, CancellationToken cancellationToken)
    {
        if (!ItemName.IsValid(id) || await api.FindAsync(ItemName.Path(id), Trees.JobOrFolder, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return null;
        }

        var (job, isFolder) = FoundJob.From(answer.Body, ItemName.FolderOf(id));
        return isFolder || job.FullName != id ? null : RecordMaker.Job(id, RawItems.At(answer.Body)!.Value);
    }

    private async Task<SourceRecord?> BuildAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, Trees.Build, cancellationToken).ConfigureAwait(false) is var (job, build, json) ? RecordMaker.Build(job, build, json) : null;

    private async Task<SourceRecord?> StageAsync(string id, CancellationToken cancellationToken)
    {
        var at = id.LastIndexOf('/');
        if (at < 0 || !ItemName.TryBuild(id[..at], out var job, out var number)
            || await api.FindPageAsync($"{ItemName.BuildPath(job, number)}wfapi/describe", cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return null;
        }

        return RawItems.Of(answer.Body, "stages").Select(stage => RecordMaker.Stage(job, number, stage)).FirstOrDefault(stage => stage.Id == id);
    }

    private async Task<SourceRecord?> TestReportAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, tests.Tree, cancellationToken).ConfigureAwait(false) is var (job, build, json)
        && await tests.TellAsync(job, build, json, cancellationToken).ConfigureAwait(false) is [var report]
            ? report
            : null;

    private async Task<(string Job, BuildHead Build, ReadOnlyMemory<byte> Json)?> FindAsync(string id, string tree, CancellationToken cancellationToken)
    {
        if (!ItemName.TryBuild(id, out var job, out var number) || await api.FindAsync(ItemName.BuildPath(job, number), tree, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return null;
        }

        using JsonDocument document = ToolJson.ParseObject(answer.Body, ItemName.BuildPath(job, number));
        return BuildHead.From(document.RootElement, job, api.Address) is { } build
            ? (job, build, RawItems.At(answer.Body)!.Value)
            : throw ConnectorException.Permanent($"GET {ItemName.BuildPath(job, number)}api/json tells of no build.");
    }
}
