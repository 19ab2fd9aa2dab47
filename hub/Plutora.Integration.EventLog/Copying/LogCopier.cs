using System.Text.Json;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Embedded.Whole;

namespace Plutora.Integration.EventLog.Copying;

/// <summary>
/// Copies an embedded log into one made anew: topics, keys, order, positions of groups and state; by this the number of a topic's partitions is changed (rule 33 of
/// state). What was copied and how far it came commit together, so a copy that was cut off goes on where it was. No hub starts on the source from the first moment on.
/// </summary>
/// <remarks>While a topic keeps its partitions, every group reads on where it was. Where it gets another number, every group must have read it to its end before.</remarks>
public sealed class LogCopier
{
    private const int BatchRecords = 500;
    private readonly EmbeddedEventLog _source;
    private readonly EmbeddedEventLog _target;
    private readonly string _place;
    private readonly LogCopyRules _rules;
    private readonly TimeProvider _time;
    private readonly IProgress<LogCopyProgress>? _progress;
    private readonly Dictionary<string, TopicDefinition> _topics;
    private readonly CopyAlignment _alignment;

    private LogCopier(EmbeddedEventLog source, EmbeddedEventLog target, string place, LogCopyRules rules, IReadOnlyList<TopicDefinition> topics, TimeProvider time, IProgress<LogCopyProgress>? progress)
    {
        (_source, _target, _place, _rules, _time, _progress) = (source, target, place, rules, time, progress);
        _topics = topics.ToDictionary(t => t.Name, t => t with { Partitions = rules.PartitionsOf(t) }, StringComparer.Ordinal);
        var changed = topics.Where(t => _topics[t.Name].Partitions != t.Partitions).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        _alignment = new(source, target, rules, _topics, changed);
    }

    /// <summary>Copies, or finishes a copy that was cut off.</summary>
    /// <param name="source">File of the log that is copied; no hub has it open.</param>
    /// <param name="target">File of the copy; not there, or an unfinished copy of this source by the same rules.</param>
    /// <param name="rules">What is done with the content.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told after each step; what it throws ends the copy, to be finished later.</param>
    /// <param name="ct">Ends it, to be finished later.</param>
    /// <exception cref="LogException"><see cref="LogError.InUse"/>; <see cref="LogError.Moved"/>: the source was moved elsewhere; <see cref="LogError.Invalid"/>: the target is something else, or the source cannot be copied so; <see cref="LogError.StorageFull"/>, <see cref="LogError.StorageFailed"/>.</exception>
    public static async Task<LogCopyProgress> CopyAsync(string source, string target, LogCopyRules rules, TimeProvider time, IProgress<LogCopyProgress>? progress, CancellationToken ct)
    {
        (source, target) = (Path.GetFullPath(source), Path.GetFullPath(target));
        if (!File.Exists(source)) throw new LogException(LogError.Invalid, $"There is no event log '{source}'.");
        if (source == target) throw new LogException(LogError.Invalid, $"'{source}' cannot be copied onto itself.");
        await using var from = EmbeddedEventLog.Open(new(source) { Time = time, ForCopy = true });
        if (from.Moved is { } moved && moved.Place != target) throw new LogException(LogError.Moved, $"The event log '{source}' {(moved.Done ? "was moved" : "is being copied")} to '{moved.Place}', not to '{target}'.");
        var topics = (await from.TopicsAsync(ct).ConfigureAwait(false)).Select(t => t.Definition).ToList();
        if (from.Moved is null && await rules.Refuses(from, ct).ConfigureAwait(false) is { } refusal) throw new LogException(LogError.Invalid, refusal);
        CheckRead(from, topics, rules);
        await using var to = EmbeddedEventLog.Open(new(target) { Time = time, ForCopy = true });
        return await new LogCopier(from, to, target, rules, topics, time, progress).RunAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Gives up a copy that is not complete: the half copy is deleted, and a hub may start on the source again.</summary>
    /// <exception cref="LogException"><see cref="LogError.InUse"/>; <see cref="LogError.Invalid"/>: the source is not being copied, or its copy is complete.</exception>
    public static async Task AbandonAsync(string source, TimeProvider time, CancellationToken ct)
    {
        await using var from = EmbeddedEventLog.Open(new(source) { Time = time, ForCopy = true });
        if (from.Moved is not { Done: false } moved)
            throw new LogException(LogError.Invalid, from.Moved is { } done ? $"The copy at '{done.Place}' is complete; a hub may work on it already. It is not given up." : $"The event log '{source}' is not being copied.");
        foreach (var part in (string[])["", "-wal", "-shm"]) File.Delete(moved.Place + part);
        await from.MarkAsync(ct, (LogMarks.Moved, null)).ConfigureAwait(false);
    }

    // A record lies elsewhere then: what a group has read of one partition and not of another could not be told any more.
    private static void CheckRead(EmbeddedEventLog from, IReadOnlyList<TopicDefinition> topics, LogCopyRules rules)
    {
        var changed = topics.Where(t => rules.PartitionsOf(t) != t.Partitions).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var behind = from.Groups.Lag(null).Where(l => l.Lag > 0 && changed.Contains(l.Topic) && !rules.LeavesGroup(l.Group)).GroupBy(l => l.Group).Select(g => $"'{g.Key}' {g.Sum(l => l.Lag)}").ToList();
        if (behind.Count > 0)
            throw new LogException(LogError.Invalid, $"Before the number of partitions is changed every group must have read its topics to their end; still to be read: {string.Join(", ", behind)}. Start the hub, let it finish, stop it, and copy again; or leave a group that nobody needs any more behind (--leave-group).");
    }

    private async Task<LogCopyProgress> RunAsync(CancellationToken ct)
    {
        if (_target.Mark(LogMarks.CopiedFrom) == _source.Name && _target.Mark(LogMarks.Unfinished) is null)
        {
            // Cut off between the last two steps.
            await SayMovedAsync(done: true, ct).ConfigureAwait(false);
            return Tell("done", await PlaceAsync(ct).ConfigureAwait(false));
        }

        var place = await BeginAsync(ct).ConfigureAwait(false);
        if (place.Store is null) place = await CopyRecordsAsync(place, ct).ConfigureAwait(false);
        place = await CopyStateAsync(place, ct).ConfigureAwait(false);
        Tell("groups", place);
        foreach (var group in _source.Groups.All.Where(g => !_rules.LeavesGroup(g.Name)))
            await _target.Groups.PlaceAsync(group.Name, group.Filter, await _alignment.PlacesOfAsync(group, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        await _target.MarkAsync(ct, (LogMarks.Unfinished, null), (LogMarks.CopiedFrom, _source.Name)).ConfigureAwait(false);
        await SayMovedAsync(done: true, ct).ConfigureAwait(false);
        return Tell("done", place);
    }

    private async Task<CopyPlace> BeginAsync(CancellationToken ct)
    {
        var partitions = _alignment.Changed.ToDictionary(name => name, name => _topics[name].Partitions, StringComparer.Ordinal);
        var place = new CopyPlace(1, _source.Name, partitions, 0, 0, null, null, 0);
        if (_target.Mark(LogMarks.Unfinished) is not { } unfinished)
        {
            if ((await _target.TopicsAsync(ct).ConfigureAwait(false)).Count > 0 || _target.Stores().Count > 0 || _target.Groups.All.Any())
                throw new LogException(LogError.Invalid, $"'{_place}' is an event log that holds something, and no unfinished copy of this one; it was left as it is. Name another file.");
            await _target.MarkAsync(ct, (LogMarks.Unfinished, _source.Name)).ConfigureAwait(false);
        }
        else
        {
            if (unfinished != _source.Name) throw new LogException(LogError.Invalid, $"'{_place}' is an unfinished copy of another log ('{unfinished}'); it was left as it is. Name another file.");
            place = await PlaceAsync(ct).ConfigureAwait(false) ?? place;
            if (place.Partitions.Count != partitions.Count || place.Partitions.Any(p => partitions.GetValueOrDefault(p.Key) != p.Value))
                throw new LogException(LogError.Invalid, $"'{_place}' is an unfinished copy with other numbers of partitions. Finish it with the same command, or give it up with --abandon.");
        }

        await SayMovedAsync(done: false, ct).ConfigureAwait(false);
        foreach (var topic in _topics.Values) await _target.EnsureTopicAsync(topic, ct).ConfigureAwait(false);
        return place;
    }

    private async Task<CopyPlace> CopyRecordsAsync(CopyPlace place, CancellationToken ct)
    {
        while (true)
        {
            var start = place.After == 0 ? LogStart.Earliest : LogStart.After(_source.Positions.Write(place.After));
            var page = await _source.ReadAsync(new(TopicFilter.Prefix(""), start) { MaxRecords = BatchRecords }, ct).ConfigureAwait(false);
            if (page.Records.Count == 0) return place;
            var kept = page.Records.Where(record => !_alignment.IsLeftOut(record.Topic)).ToList();
            place = place with { After = PositionCodec.SequenceOf(page.Next), Records = place.Records + page.Records.Count };
            await using var transaction = await _target.BeginAsync("log.copy", ct).ConfigureAwait(false);
            kept.ForEach(record => transaction.Append(_alignment.Entry(record)));
            if (kept.Count > 0)
            {
                // Nothing else writes to the copy: its records stand one after the other.
                var sequences = kept.ConvertAll(record => PositionCodec.SequenceOf(record.Position));
                transaction.PutState(SequenceMap.Store, SequenceMap.Key(sequences[0]), SequenceMap.Write(_target.Committed, sequences));
            }

            Keep(transaction, place);
            await transaction.CommitAsync(ct).ConfigureAwait(false);
            Tell("records", place);
        }
    }

    private async Task<CopyPlace> CopyStateAsync(CopyPlace place, CancellationToken ct)
    {
        foreach (var store in _source.Stores().Where(s => string.CompareOrdinal(s, place.Store) >= 0 && s is not (CopyAlignment.Store or SequenceMap.Store) && !_rules.LeavesOut(s)))
        {
            for (var more = true; more;)
            {
                var after = place.Store == store ? place.Key : null;
                await using var transaction = await _target.BeginAsync("log.copy", ct).ConfigureAwait(false);
                var count = 0;
                await foreach (var entry in _source.ScanStateAsync(store, afterKey: after, ct: ct).ConfigureAwait(false))
                {
                    if (await _alignment.TranslatedAsync(store, entry, ct).ConfigureAwait(false) is { } value) transaction.PutState(store, entry.Key, value, entry.PartitionKey);
                    place = place with { Store = store, Key = entry.Key, Entries = place.Entries + 1 };
                    if (++count == BatchRecords) break;
                }

                more = count == BatchRecords;
                Keep(transaction, place);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
                Tell("state", place);
            }
        }

        return place;
    }

    private async Task<CopyPlace?> PlaceAsync(CancellationToken ct) =>
        await _target.GetStateAsync(CopyAlignment.Store, CopyAlignment.Key, ct).ConfigureAwait(false) is { } kept ? JsonSerializer.Deserialize(kept.Span, CopyJson.Default.CopyPlace) : null;

    private static void Keep(ILogTransaction transaction, CopyPlace place) =>
        transaction.PutState(CopyAlignment.Store, CopyAlignment.Key, JsonSerializer.SerializeToUtf8Bytes(place, CopyJson.Default.CopyPlace));

    private Task SayMovedAsync(bool done, CancellationToken ct) =>
        _source.MarkAsync(ct, (LogMarks.Moved, JsonSerializer.Serialize(new(1, _target.Name, _place, _source.Moved?.At ?? _time.GetUtcNow(), done), CopyJson.Default.MovedMark)));

    private LogCopyProgress Tell(string stage, CopyPlace? place)
    {
        var told = new LogCopyProgress(stage, place?.Records ?? 0, _source.Catalog.Topics.Values.SelectMany(t => t.Partitions).Sum(p => p.EndOffset), place?.Entries ?? 0);
        _progress?.Report(told);
        return told;
    }
}
