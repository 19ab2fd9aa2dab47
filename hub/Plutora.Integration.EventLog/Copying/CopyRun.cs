namespace Plutora.Integration.EventLog.Copying;

/// <summary>
/// Copies a log into one made anew, from one engine to the same or another. What was copied and how far it came commit together, so a copy that was cut off goes on where it was.
/// </summary>
internal sealed class CopyRun
{
    private const int BatchRecords = 500;
    private const int BatchBytes = 4 * 1024 * 1024;

    private readonly ICopySource _source;
    private readonly ICopyTarget _target;
    private readonly LogCopyRules _rules;
    private readonly TimeProvider _time;
    private readonly IProgress<LogCopyProgress>? _progress;
    private readonly IReadOnlyList<TopicInfo> _topics;
    private readonly CopyPlan _plan;

    private CopyRun(ICopySource source, ICopyTarget target, LogCopyRules rules, IReadOnlyList<TopicInfo> topics, TimeProvider time, IProgress<LogCopyProgress>? progress)
    {
        (_source, _target, _rules, _topics, _time, _progress) = (source, target, rules, topics, time, progress);
        _plan = new([.. topics.Select(t => t.Definition)], rules);
    }

    /// <summary>Copies, or finishes a copy that was cut off.</summary>
    public static async Task<LogCopyProgress> CopyAsync(ICopySource source, ICopyTarget target, LogCopyRules rules, TimeProvider time, IProgress<LogCopyProgress>? progress, CancellationToken ct)
    {
        var moved = await source.MovedAsync(ct).ConfigureAwait(false);
        if (moved is not null && moved.Place != target.Place)
            throw new LogException(LogError.Moved, $"The event log {source.Place} {(moved.Done ? "was moved" : "is being copied")} to {moved.Place}, not to {target.Place}.");
        await source.AloneAsync(ct).ConfigureAwait(false);
        if (moved is null && await rules.Refuses(source.Log, ct).ConfigureAwait(false) is { } refusal) throw new LogException(LogError.Invalid, refusal);
        var run = new CopyRun(source, target, rules, await source.Log.TopicsAsync(ct).ConfigureAwait(false), time, progress);
        var groups = await source.GroupsAsync(ct).ConfigureAwait(false);
        await run.CheckReadAsync(groups, ct).ConfigureAwait(false);
        return await run.RunAsync(groups, moved, ct).ConfigureAwait(false);
    }

    /// <summary>Gives up a copy that is not complete.</summary>
    public static async Task AbandonAsync(ICopySource source, ICopyTarget target, CancellationToken ct)
    {
        if (await source.MovedAsync(ct).ConfigureAwait(false) is not { Done: false } moved)
            throw NotCopied(source, await source.MovedAsync(ct).ConfigureAwait(false));
        if (moved.Place != target.Place) throw new LogException(LogError.Invalid, $"The event log {source.Place} is being copied to {moved.Place}, not to {target.Place}. Give that copy up.");
        await target.DropAsync(source.Log.Name, ct).ConfigureAwait(false);
        await source.MarkAsync(null, ct).ConfigureAwait(false);
    }

    /// <summary>Why there is nothing to give up.</summary>
    public static LogException NotCopied(ICopySource source, MovedMark? moved) =>
        new(LogError.Invalid, moved is null ? $"The event log {source.Place} is not being copied." : $"The copy at {moved.Place} is complete; a hub may work on it already. It is not given up.");

    // A record lies elsewhere then: what a group has read of one partition and not of another could not be told any more.
    private async Task CheckReadAsync(IReadOnlyList<CopyGroup> groups, CancellationToken ct)
    {
        var behind = new List<string>();
        foreach (var group in groups.Where(g => !_rules.LeavesGroup(g.Name)))
        {
            var left = await _source.BehindAsync(group, [.. _topics.Where(t => _plan.Changed.ContainsKey(t.Definition.Name) && group.Reads(t.Definition.Name))], ct).ConfigureAwait(false);
            if (left > 0) behind.Add($"'{group.Name}' {left}");
        }

        if (behind.Count > 0)
            throw new LogException(LogError.Invalid, $"Before the number of partitions is changed every group must have read its topics to their end; still to be read: {string.Join(", ", behind)}. Start the hub, let it finish, stop it, and copy again; or leave a group that nobody needs any more behind (--leave-group).");
    }

    private async Task<LogCopyProgress> RunAsync(IReadOnlyList<CopyGroup> groups, MovedMark? moved, CancellationToken ct)
    {
        var standing = await _target.LookAsync(_source.Log.Name, _plan.Topics, ct).ConfigureAwait(false);
        await _target.BeginAsync(_source, ct).ConfigureAwait(false);
        if (standing == CopyStanding.Complete)
        {
            // Cut off between the last two steps.
            await SayMovedAsync(moved, done: true, ct).ConfigureAwait(false);
            return Tell("done", await PlaceAsync(ct).ConfigureAwait(false));
        }

        var place = await BeginAsync(moved, ct).ConfigureAwait(false);
        if (place.Store is null) place = await CopyRecordsAsync(place, ct).ConfigureAwait(false);
        place = await CopyStateAsync(place, ct).ConfigureAwait(false);
        Tell("groups", place);
        var copied = await _target.Log.TopicsAsync(ct).ConfigureAwait(false);
        foreach (var group in groups.Where(g => !_rules.LeavesGroup(g.Name)))
            await _target.PutGroupAsync(group, await _plan.PlacesOfAsync(group, _source, _target, _topics, copied, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        await _target.FinishAsync(_source, ct).ConfigureAwait(false);
        await SayMovedAsync(moved, done: true, ct).ConfigureAwait(false);
        return Tell("done", place);
    }

    private async Task<CopyPlace> BeginAsync(MovedMark? moved, CancellationToken ct)
    {
        var place = new CopyPlace(1, _source.Log.Name, _plan.Changed, 0, 0, null, null, 0);
        if (await PlaceAsync(ct).ConfigureAwait(false) is { } kept)
        {
            if (kept.Partitions.Count != _plan.Changed.Count || kept.Partitions.Any(p => _plan.Changed.GetValueOrDefault(p.Key) != p.Value))
                throw new LogException(LogError.Invalid, $"{_target.Place} is an unfinished copy with other numbers of partitions. Finish it with the same command, or give it up with --abandon.");
            place = kept;
        }

        await SayMovedAsync(moved, done: false, ct).ConfigureAwait(false);
        try
        {
            // One that started until a moment ago is a member by now, or has found the mark.
            await _source.AloneAsync(ct).ConfigureAwait(false);
        }
        catch (LogException used) when (used.Error == LogError.InUse && moved is null)
        {
            await _source.MarkAsync(null, ct).ConfigureAwait(false);
            throw;
        }

        foreach (var topic in _plan.Topics) await _target.Log.EnsureTopicAsync(topic, ct).ConfigureAwait(false);
        return place;
    }

    private async Task<CopyPlace> CopyRecordsAsync(CopyPlace place, CancellationToken ct)
    {
        var begun = place.Lane;
        foreach (var lane in _source.Lanes([.. _topics.Select(t => t.Definition)]).SkipWhile(lane => begun is not null && lane != begun))
        {
            var after = lane == (begun ?? "") ? place.After : 0;
            while (await _source.ReadAsync(lane, after, BatchRecords, ct).ConfigureAwait(false) is { Records.Count: > 0 } page)
            {
                after = page.After;
                var records = new List<CopyRecord>(page.Records.Count);
                for (var i = 0; i < page.Records.Count; i++)
                    if (!_plan.IsLeftOut(page.Records[i].Topic)) records.Add(new(page.Records[i], page.Ordinals[i], _plan.Entry(page.Records[i])));
                place = place with { Lane = lane.Length == 0 ? null : lane, After = after, Records = place.Records + page.Records.Count };
                await _target.CommitAsync(new(place, records, []), ct).ConfigureAwait(false);
                Tell("records", place);
            }
        }

        return place;
    }

    private async Task<CopyPlace> CopyStateAsync(CopyPlace place, CancellationToken ct)
    {
        foreach (var store in _source.Stores().Where(s => string.CompareOrdinal(s, place.Store) >= 0 && !s.StartsWith(CopyPlace.KeptIn, StringComparison.Ordinal) && !_rules.LeavesOut(s)))
        {
            for (var more = true; more;)
            {
                var after = place.Store == store ? place.Key : null;
                var entries = new List<CopyState>();
                var (seen, bytes) = (0, 0L);
                more = false;
                await foreach (var entry in _source.Log.ScanStateAsync(store, afterKey: after, ct: ct).ConfigureAwait(false))
                {
                    if (await _plan.TranslatedAsync(_source, _target, store, entry, ct).ConfigureAwait(false) is { } value) entries.Add(new(store, entry.Key, value, entry.PartitionKey));
                    place = place with { Store = store, Key = entry.Key, Entries = place.Entries + 1 };
                    bytes += entry.Value.Length;
                    more = ++seen == BatchRecords || bytes >= BatchBytes;
                    if (more) break;
                }

                if (seen == 0) break;
                await _target.CommitAsync(new(place, [], entries), ct).ConfigureAwait(false);
                Tell("state", place);
            }
        }

        return place;
    }

    private async Task<CopyPlace?> PlaceAsync(CancellationToken ct) =>
        await _target.Log.GetStateAsync(CopyPlace.KeptIn, CopyPlace.KeptAs, ct).ConfigureAwait(false) is { } kept ? CopyPlace.Read(kept.Span) : null;

    private Task SayMovedAsync(MovedMark? before, bool done, CancellationToken ct) =>
        _source.MarkAsync(new(1, _target.Log.Name, _target.Place, before?.At ?? _time.GetUtcNow(), done, _target.Engine), ct);

    private LogCopyProgress Tell(string stage, CopyPlace? place)
    {
        var told = new LogCopyProgress(stage, place?.Records ?? 0, _topics.Sum(t => t.Partitions.Sum(p => p.EndOffset)), place?.Entries ?? 0);
        _progress?.Report(told);
        return told;
    }
}
