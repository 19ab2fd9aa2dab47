using System.Collections.Concurrent;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Normalizing;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Mapping;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Mappings.Previewing;

/// <summary>
/// Runs a changed mapping over what is stored and says what a replay would change, entity by entity as the owner would merge it; it writes nothing.
/// One preview a stream runs at a time: a new one ends the one before.
/// </summary>
/// <param name="log">The event log.</param>
/// <param name="instances">The instances.</param>
/// <param name="connectorOf">Descriptor of a connector by its id.</param>
/// <param name="time">The clock.</param>
public sealed class MappingPreviewer(IEventLog log, InstanceStore instances, Func<string, ConnectorDescriptor?> connectorOf, TimeProvider time) : IAsyncDisposable
{
    private const int MostRecords = 100_000, MostSamples = 200, PageSize = 256;
    private readonly ConcurrentDictionary<(string Instance, string Stream), Job> _jobs = new();

    /// <summary>The secret that keys people; set before the first preview.</summary>
    internal ReadOnlyMemory<byte> PersonSecret { get; set; }

    /// <summary>Begins a preview.</summary>
    /// <returns>False when the instance or its stream is not there.</returns>
    public async Task<bool> StartAsync(string instance, string stream, CompiledMapping mapping, PreviewBounds bounds, CancellationToken cancellationToken)
    {
        var streams = instances.Find(instance) is { } definition ? connectorOf(definition.Connector)?.Streams ?? [] : [];
        var order = streams.ToList().FindIndex(s => s.Id == stream);
        var topic = (await log.TopicsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(t => t.Definition.Name == TopicNames.Raw(instance, stream));
        if (order < 0 || topic is null)
        {
            return false;
        }

        bounds = bounds with { Records = Math.Clamp(bounds.Records, 1, MostRecords), Samples = Math.Clamp(bounds.Samples, 0, MostSamples) };
        var job = new Job(new() { Instance = instance, Stream = stream, StartedAt = time.GetUtcNow(), Total = topic.Partitions.Sum(p => p.EndOffset - p.StartOffset) });
        if (_jobs.TryGetValue((instance, stream), out var before))
        {
            await before.DisposeAsync().ConfigureAwait(false);
        }

        _jobs[(instance, stream)] = job;
        job.Working = Task.Run(() => RunAsync(job, streams[order], order, [.. topic.Partitions.Select(p => p.EndOffset)], mapping, bounds), CancellationToken.None);
        return true;
    }

    /// <summary>How far the last preview of a stream is, and what it found; null when there was none since the hub started.</summary>
    public MappingPreview? Find(string instance, string stream) => _jobs.TryGetValue((instance, stream), out var job) ? job.Preview : null;

    /// <summary>Ends all previews.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var job in _jobs.Values)
        {
            await job.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task RunAsync(Job job, StreamDescriptor stream, int order, IReadOnlyList<long> ends, CompiledMapping mapping, PreviewBounds bounds)
    {
        try
        {
            var (tally, complete) = (new PreviewTally(log), true);
            for (var partition = 0; partition < ends.Count && complete; partition++)
            {
                complete = await PartitionAsync(job, stream, order, new(TopicNames.Raw(job.Preview.Instance, stream.Id), partition), ends[partition], mapping, bounds, tally).ConfigureAwait(false);
            }

            job.Preview = tally.Count(job.Preview, bounds.Samples) with { Complete = complete, Finished = true };
        }
        catch (OperationCanceledException) when (job.Token.IsCancellationRequested)
        {
            job.Preview = job.Preview with { Finished = true, Fault = "It was ended by a newer one, or by the hub's end." };
        }
        catch (Exception fault) when (fault is LogException or StateFormatException)
        {
            job.Preview = job.Preview with { Finished = true, Fault = fault.Message };
        }
    }

    private async Task<bool> PartitionAsync(Job job, StreamDescriptor stream, int order, TopicPartition partition, long end, CompiledMapping mapping, PreviewBounds bounds, PreviewTally tally)
    {
        for (var from = LogStart.Earliest; ;)
        {
            var page = await log.ReadAsync(new(TopicFilter.Exact(partition.Topic), from) { Partition = partition.Partition, MaxRecords = PageSize }, job.Token).ConfigureAwait(false);
            foreach (var stored in page.Records.Where(r => r.Offset < end))
            {
                if (job.Preview.Mapped + job.Preview.DeadLettered >= bounds.Records)
                {
                    return false;
                }

                if (stored.Value is not null)
                {
                    await RecordAsync(job, stream, order, stored, mapping, bounds, tally).ConfigureAwait(false);
                }
            }

            job.Preview = job.Preview with { Looked = job.Preview.Looked + page.Records.Count };
            if (page.Records.Count == 0 || page.Records[^1].Offset + 1 >= end)
            {
                return true;
            }

            from = LogStart.After(page.Next);
        }
    }

    private async Task RecordAsync(Job job, StreamDescriptor stream, int order, LogRecord stored, CompiledMapping mapping, PreviewBounds bounds, PreviewTally tally)
    {
        var raw = RawRecord.From(stored);
        var key = $"{raw.Instance}/{raw.Record.Stream}/{stored.Key}";
        if (raw.ReceivedAt < bounds.Since || raw.Record.Deleted
            || await log.GetStateAsync(OwnerBatch.RecordStore, key, job.Token).ConfigureAwait(false) is not { } state
            || RecordStateFormat.Read(state, key) is not { Deleted: false } known || known.Offset != stored.Offset)
        {
            return;
        }

        try
        {
            var result = mapping.Map(new(raw.Record.Json, raw.Record.Time, stream.Partial), new(raw.Instance, PersonSecret), job.Token);
            var arriving = new Arriving(raw, stream, order, key, stored.Offset, known.Stamp, known.Hash);
            var said = Contributions.Of(arriving, result, known.MappingVersion).ToList();
            foreach (var each in said)
            {
                await tally.PutAsync(each.Entity, each.Key, each.Contribution, raw.Record.Id, job.Token).ConfigureAwait(false);
            }

            foreach (var withdrawn in known.Entities.Except(said.Where(s => !s.Contribution.Mention).Select(s => s.Entity), StringComparer.Ordinal))
            {
                await tally.PutAsync(withdrawn, key, null, raw.Record.Id, job.Token).ConfigureAwait(false);
            }

            job.Preview = job.Preview with { Mapped = job.Preview.Mapped + 1 };
        }
        catch (MappingException fault)
        {
            job.Preview = job.Preview with
            {
                DeadLettered = job.Preview.DeadLettered + 1,
                Failures = job.Preview.Failures.Count < bounds.Samples ? [.. job.Preview.Failures, new(raw.Record.Id, fault.Message)] : job.Preview.Failures,
            };
        }
    }

    private sealed class Job(MappingPreview preview) : IAsyncDisposable
    {
        private int _ended;
        private readonly CancellationTokenSource _end = new();
        private volatile MappingPreview _preview = preview;

        public MappingPreview Preview
        {
            get => _preview;
            set => _preview = value;
        }

        public Task Working { get; set; } = Task.CompletedTask;

        public CancellationToken Token => _end.Token;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                await _end.CancelAsync().ConfigureAwait(false);
                await Working.ConfigureAwait(false);
                _end.Dispose();
            }
        }
    }
}
