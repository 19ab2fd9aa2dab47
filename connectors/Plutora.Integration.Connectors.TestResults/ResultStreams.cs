using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults;

/// <summary>The one stream of the connector.</summary>
internal static class ResultStreams
{
    public const string Suite = "suite";

    public static IReadOnlyList<StreamDescriptor> All { get; } =
    [
        new()
        {
            Id = Suite,
            Description = "A run of a test suite with its tests: one record a suite of a result file, more where a suite holds very many tests.",
            Versions = VersionOrder.Immutable,
            // A file read without what its upload told beside it (commit, environment) leaves that as it is.
            Partial = true,
            DefaultInterval = TimeSpan.FromSeconds(20),
        },
    ];
}
