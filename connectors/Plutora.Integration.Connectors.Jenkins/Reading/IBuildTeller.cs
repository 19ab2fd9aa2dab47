using Plutora.Integration.Connectors.Jenkins.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jenkins.Reading;

/// <summary>What a stream tells of a build.</summary>
internal interface IBuildTeller
{
    /// <summary>Members of a build to ask for.</summary>
    string Tree { get; }

    /// <summary>Whether a job's builds have anything to tell.</summary>
    bool Reads(FoundJob job);

    /// <summary>The records of a build.</summary>
    /// <param name="job">Full name of its job.</param>
    /// <param name="build">The build.</param>
    /// <param name="json">The build as Jenkins wrote it, as far as <see cref="Tree"/> asks.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    ValueTask<IReadOnlyList<SourceRecord>> TellAsync(string job, BuildHead build, ReadOnlyMemory<byte> json, CancellationToken cancellationToken);

    /// <summary>The records of a build that was told while it ran, and is there no more.</summary>
    IReadOnlyList<SourceRecord> TellLost(string job, long number) => [];
}
