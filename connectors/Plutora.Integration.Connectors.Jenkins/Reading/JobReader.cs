using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Jenkins.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jenkins.Reading;

/// <summary>Reads the jobs. Jenkins tells no changes of them, so that each read tells all, a folder a page.</summary>
internal sealed class JobReader(JobWalker jobs)
{
    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // No place is kept; one that a newer version kept is not ignored.
        BuildCursor.Read(request.Cursor);
        await foreach (var found in jobs.WalkAsync(Trees.JobOrFolder, cancellationToken).ConfigureAwait(false))
        {
            yield return new([.. found.Jobs.Select(job => RecordMaker.Job(job.FullName, job.Json))], Cursor: null)
            {
                SentAt = found.SentAt,
                CompletedContainers = request.Mode == ReadMode.FullScan && found.WholeFolder is { } folder ? [folder] : [],
            };
        }
    }
}
