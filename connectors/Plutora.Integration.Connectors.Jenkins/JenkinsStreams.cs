using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jenkins;

/// <summary>The streams, in the order that decides ties.</summary>
internal static class JenkinsStreams
{
    public const string Job = "job";
    public const string Build = "build";
    public const string Stage = "stage";
    public const string TestReport = "test-report";

    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);

    // Nothing in Jenkins orders the versions of a record: a build tells when it began and for how long it ran, not when its description changed.
    public static IReadOnlyList<StreamDescriptor> All { get; } =
    [
        new() { Id = Job, Description = "A job, or a branch of a multibranch project, as the folder lists it that it is in.", CanScan = true, CanFetch = true, DefaultInterval = TimeSpan.FromHours(1) },
        new() { Id = Build, Description = "A build with its causes, parameters, revisions, changes and artifacts, as its job lists it under allBuilds.", CanFetch = true, DefaultInterval = Often },
        new() { Id = Stage, Description = "A stage of a pipeline's build, from wfapi/describe of the plugin Pipeline: REST API.", CanFetch = true, DefaultInterval = Often },
        new() { Id = TestReport, Description = "The tests of a build that has ended, from testReport/api/json, beside the build's url.", CanFetch = true, DefaultInterval = Often },
    ];
}
