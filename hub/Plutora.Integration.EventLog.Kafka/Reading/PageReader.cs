using System.Text;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Topics;
using Plutora.Integration.EventLog.Kafka.Writing;

namespace Plutora.Integration.EventLog.Kafka.Reading;

/// <summary>Reads pages by position, beside all groups.</summary>
internal sealed class PageReader(KafkaCluster kafka, Catalog catalog, EndWatch ends, ReaderPool pool, KafkaPositions positions)
{
    private const int MaxStretches = 64;

    public async Task<LogPage> ReadAsync(LogReadRequest request, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxRecords, 1);
        var time = kafka.Options.Time;
        var started = time.GetTimestamp();
        var position = request.From is LogStart.AfterStart after ? positions.Read(after.Position) : Position.Start;
        for (var first = true; ; first = false)
        {
            ct.ThrowIfCancellationRequested();
            Task written = ends.Written.Next, changed = catalog.Changed.Next;
            var partitions = catalog.Matching(request.Topics).Where(partition => request.Partition is not { } only || only == partition.Number).ToList();
            var now = await ends.AskAsync(ct).ConfigureAwait(false);
            if (first && request.From is LogStart.LatestStart) position = new(partitions.ToDictionary(PlaceOf, partition => now.GetValueOrDefault(partition.Kafka)), null);
            if (first) await CheckAsync(position, partitions, now, request.From, ct).ConfigureAwait(false);
            if (first && position.Rest is { } rest) position = position with { Rest = rest with { Read = rest.Read.Where(each => partitions.Exists(partition => PlaceOf(partition) == each.Key)).ToDictionary() } };
            position = position.Skipped();
            var due = Due(position, partitions, now, request.MaxRecords);
            if (due.Count > 0)
            {
                var page = await FetchAsync(position, due, partitions, request, ct).ConfigureAwait(false);
                position = page.Reached;
                if (page.Records.Count > 0) return new(page.Records, positions.Write(position));
                continue;
            }

            var left = (request.MaxWait ?? TimeSpan.Zero) - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return new([], positions.Write(position));
            await WaitAsync(written, changed, left < EndWatch.Interval ? left : EndWatch.Interval, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Where each partition is begun.</summary>
    public async Task<Dictionary<KafkaPartition, long>> ResolveAsync(LogStart start, IReadOnlyList<CatalogPartition> partitions, CancellationToken ct)
    {
        var kafkas = partitions.Select(partition => partition.Kafka).ToList();
        switch (start)
        {
            case LogStart.EarliestStart:
                return await Offsets.StartsAsync(kafka, kafkas, ct).ConfigureAwait(false);
            case LogStart.LatestStart:
                var now = await ends.AskAsync(ct).ConfigureAwait(false);
                return kafkas.ToDictionary(partition => partition, partition => now.GetValueOrDefault(partition));
            case LogStart.AfterStart after:
                var position = positions.Read(after.Position);
                await CheckAsync(position, partitions, [], start, ct).ConfigureAwait(false);
                var starts = await Offsets.StartsAsync(kafka, kafkas, ct).ConfigureAwait(false);
                return partitions.ToDictionary(partition => partition.Kafka, partition => Math.Max(position.Offsets.GetValueOrDefault(PlaceOf(partition)), starts.GetValueOrDefault(partition.Kafka)));
            default:
                throw new ArgumentOutOfRangeException(nameof(start));
        }
    }

    /// <summary>One record, or null.</summary>
    public async Task<LogRecord?> FindAsync(TopicPartition place, long offset, CancellationToken ct)
    {
        var partition = catalog.Matching(TopicFilter.Exact(place.Topic)).FirstOrDefault(each => each.Number == place.Partition);
        if (partition is null || offset < 0) return null;
        var now = await ends.AskAsync(ct).ConfigureAwait(false);
        if (offset >= now.GetValueOrDefault(partition.Kafka)) return null;
        var sections = await FetchAsync([new(partition, offset, offset + 1)], 1, int.MaxValue, null, ct).ConfigureAwait(false);
        return sections[0].Taken is [var found] ? RecordCodec.Read(found, place.Topic, positions.Write(PlaceOf(partition), offset + 1)) : null;
    }

    /// <summary>Counts the records of short stretches, whose offsets may be a transaction's markers alone.</summary>
    public async Task<Dictionary<KafkaPartition, int>> CountAsync(IReadOnlyList<Stretch> stretches, CancellationToken ct)
    {
        if (stretches.Count == 0) return [];
        var sections = await FetchAsync(stretches, int.MaxValue, 256 * 1024 * 1024, null, ct).ConfigureAwait(false);
        return sections.ToDictionary(section => section.Stretch.Partition.Kafka, section => section.Taken.Count);
    }

    private static Place PlaceOf(CatalogPartition partition) => new(partition.Topic.Mark, partition.Number);

    /// <summary>Refuses a position that lies behind the log's end: it was given before a restore.</summary>
    private async Task CheckAsync(Position position, IReadOnlyList<CatalogPartition> partitions, Dictionary<KafkaPartition, long> committed, LogStart start, CancellationToken ct)
    {
        if (start is not LogStart.AfterStart after) return;
        // An append's position may lie behind what readers see yet, while another's transaction is open before it.
        var ahead = partitions.Where(partition => position.Offsets.TryGetValue(PlaceOf(partition), out var offset) && offset > committed.GetValueOrDefault(partition.Kafka)).ToList();
        var all = await Offsets.EndsAsync(kafka, [.. ahead.Select(partition => partition.Kafka)], ct).ConfigureAwait(false);
        if (ahead.Any(partition => all.TryGetValue(partition.Kafka, out var end) && position.Offsets[PlaceOf(partition)] > end)) throw positions.Foreign(after.Position);
    }

    /// <summary>The stretches to read, from the cursor on and around, so many that they may fill the page.</summary>
    private static List<Stretch> Due(Position position, List<CatalogPartition> partitions, Dictionary<KafkaPartition, long> now, int maxRecords)
    {
        var due = new List<Stretch>();
        long records = 0;
        var begin = position.Cursor is { } cursor ? Math.Max(0, partitions.FindIndex(partition => PlaceOf(partition) == cursor)) : 0;
        for (var i = 0; i < partitions.Count && due.Count < MaxStretches; i++)
        {
            var partition = partitions[(begin + i) % partitions.Count];
            var from = position.Offsets.GetValueOrDefault(PlaceOf(partition));
            if (!now.TryGetValue(partition.Kafka, out var to) || to <= from) continue;
            to = position.Until(PlaceOf(partition), from, to);
            if (due.Count > 0 && records + (to - from) > maxRecords) break;
            due.Add(new(partition, from, to));
            records += to - from;
        }

        return due;
    }

    private async Task<(List<LogRecord> Records, Position Reached)> FetchAsync(Position position, List<Stretch> due, List<CatalogPartition> partitions, LogReadRequest request, CancellationToken ct)
    {
        var sections = await FetchAsync(due, request.MaxRecords, request.MaxBytes, request.Key, ct).ConfigureAwait(false);
        var records = new List<LogRecord>();
        var offsets = new Dictionary<Place, long>();
        foreach (var partition in partitions)
            if (position.Offsets.TryGetValue(PlaceOf(partition), out var offset)) offsets[PlaceOf(partition)] = offset;
        foreach (var section in sections)
        {
            var place = PlaceOf(section.Stretch.Partition);
            var vector = section.Taken.Count > 0 ? positions.Vector(offsets) : "";
            foreach (var taken in section.Taken)
                records.Add(RecordCodec.Read(taken, section.Stretch.Partition.Topic.Definition.Name, KafkaPositions.Write(vector, place, taken.Offset.Value + 1, position.Rest)));
            offsets[place] = section.Next;
        }

        // The next page begins behind the partition read last, so that a busy one does not keep the others waiting.
        var last = partitions.FindIndex(partition => partition == sections[^1].Stretch.Partition);
        return (records, new Position(offsets, PlaceOf(partitions[(last + 1) % partitions.Count])) { Rest = position.Rest }.Skipped());
    }

    private Task<IReadOnlyList<PageFetch.Section>> FetchAsync(IReadOnlyList<Stretch> stretches, int maxRecords, int maxBytes, string? key, CancellationToken ct)
    {
        var options = kafka.Options;
        var only = key is null ? null : Encoding.UTF8.GetBytes(key);
        return pool.UseAsync(consumer => new PageFetch(stretches, maxRecords, maxBytes, only, options.Time, options.OperationTimeout, ct).Run(consumer), ct);
    }

    private async Task WaitAsync(Task written, Task changed, TimeSpan time, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(written, changed, Task.Delay(time, kafka.Options.Time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
    }
}
