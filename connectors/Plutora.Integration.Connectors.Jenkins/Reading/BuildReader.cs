using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Jenkins.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jenkins.Reading;

/// <summary>Reads what a stream tells of builds, job by job, from a cursor.</summary>
internal sealed class BuildReader(JobWalker jobs, BuildWalker builds)
{
    private const int MostBytes = 4 << 20;

    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, IBuildTeller teller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stored = BuildCursor.Read(request.Cursor);
        var (cursor, page, seen) = (stored, new Gathering(), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var found in jobs.WalkAsync(Trees.Counters, cancellationToken).ConfigureAwait(false))
        {
            foreach (var job in found.Jobs)
            {
                seen.Add(job.FullName);
                if (!teller.Reads(job))
                {
                    continue;
                }

                await foreach (var step in builds.WalkAsync(job, cursor.At(job.FullName), request, teller, cancellationToken).ConfigureAwait(false))
                {
                    cursor = cursor.With(job.FullName, step.Place);
                    page.Add(step);
                    if (page.Count >= request.PageSize || page.Bytes >= MostBytes)
                    {
                        yield return page.Told(stored = cursor);
                        page = new();
                    }
                }
            }
        }

        cursor = cursor.Only(seen);
        if (page.Count > 0 || cursor != stored)
        {
            yield return page.Told(cursor);
        }
    }

    /// <summary>A page that is being filled from several answers.</summary>
    private sealed class Gathering
    {
        private readonly List<SourceRecord> _records = [];
        private readonly List<RecordFault> _faults = [];
        private DateTimeOffset? _sentAt;

        public int Count => _records.Count + _faults.Count;

        public long Bytes { get; private set; }

        public void Add(BuildStep step)
        {
            _records.AddRange(step.Records);
            _faults.AddRange(step.Faults);
            Bytes += step.Records.Sum(record => (long)record.Json.Length);
            if (step.Records.Count > 0)
            {
                _sentAt ??= step.SentAt;
            }
        }

        // What was asked first orders the whole page: a record is never taken for newer than it is.
        public RecordPage Told(BuildCursor cursor) => new(_records, cursor.Write()) { Faults = _faults, SentAt = _sentAt };
    }
}
