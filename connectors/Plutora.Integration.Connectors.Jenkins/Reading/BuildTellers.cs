using Microsoft.Extensions.Logging;
using Plutora.Integration.Connectors.Jenkins.Api;
using Plutora.Integration.Connectors.Jenkins.Records;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jenkins.Reading;

/// <summary>The build itself.</summary>
internal sealed class BuildItself : IBuildTeller
{
    public string Tree => Trees.Build;

    public bool Reads(FoundJob job) => true;

    public ValueTask<IReadOnlyList<SourceRecord>> TellAsync(string job, BuildHead build, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SourceRecord>>([RecordMaker.Build(job, build, json)]);

    public IReadOnlyList<SourceRecord> TellLost(string job, long number) => [RecordMaker.Lost(job, number)];
}

/// <summary>The stages of a pipeline's build.</summary>
internal sealed partial class StagesOfBuild(JenkinsApi api, ILogger logger) : IBuildTeller
{
    private bool _seen;
    private bool _told;

    public string Tree => Trees.BuildHead;

    public bool Reads(FoundJob job) => !job.IsNoPipeline;

    public async ValueTask<IReadOnlyList<SourceRecord>> TellAsync(string job, BuildHead build, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        if (await api.FindPageAsync($"{ItemName.BuildPath(job, build.Number)}wfapi/describe", cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            // One build may have been rotated away; where none ever has stages, the plugin is not there.
            if (!_seen && !_told)
            {
                _told = true;
                LogNoStages(logger, job, build.Number);
            }

            return [];
        }

        _seen = true;
        return [.. RawItems.Of(answer.Body, "stages").Select(stage => RecordMaker.Stage(job, build.Number, stage))];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Jenkins tells no stages of {Job} #{Number} (wfapi/describe is not there). Where it tells none of any build, install the plugin Pipeline: REST API; until then the stream 'stage' stays empty.")]
    private static partial void LogNoStages(ILogger logger, string job, long number);
}

/// <summary>The tests of a build that has ended.</summary>
internal sealed class TestsOfBuild(JenkinsApi api, bool output) : IBuildTeller
{
    private readonly string _report = Trees.TestReport(output);

    public string Tree => Trees.BuildWithTests;

    public bool Reads(FoundJob job) => true;

    public async ValueTask<IReadOnlyList<SourceRecord>> TellAsync(string job, BuildHead build, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        if (build.IsOpen || !build.HasTests)
        {
            return [];
        }

        return await api.FindAsync($"{ItemName.BuildPath(job, build.Number)}testReport/", _report, cancellationToken).ConfigureAwait(false) is { } answer
            ? [RecordMaker.TestReport(job, build, RawItems.At(answer.Body)!.Value)]
            : [];
    }
}
