using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Copying;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Records;
using Plutora.Integration.Hub.Runtime.Replays;
using Plutora.Integration.Hub.Runtime.Sharing;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Hub.Runtime.Topics;

namespace Plutora.Integration.Hub.Runtime.Hubs;

/// <summary>Copies a hub's embedded log into one made anew, to move it or to change the number of partitions (rule 33 of state). No hub may run on it meanwhile.</summary>
public static class HubLogCopier
{
    private const string Draft = ".copy";

    /// <summary>Copies the log of a home folder, or finishes a copy that was cut off.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="to">File of the copy; null puts the copy in the log's place, which is then kept beside.</param>
    /// <param name="partitions">Partitions of each topic but those that have one by their nature; null leaves them.</param>
    /// <param name="leftGroups">Groups that are not carried over, such as that of a receiver that is gone.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellationToken">Ends it, to be finished later.</param>
    /// <returns>What was copied, and where the log of before is.</returns>
    /// <exception cref="LogException">As of <see cref="LogCopier"/>.</exception>
    public static async Task<(LogCopyProgress Copied, string Kept)> CopyAsync(HubHome home, string? to, int? partitions, IReadOnlyCollection<string> leftGroups, TimeProvider time, IProgress<LogCopyProgress>? progress, CancellationToken cancellationToken)
    {
        var draft = home.LogFile + Draft;
        if (to is null && !File.Exists(home.LogFile) && File.Exists(draft))
        {
            // Cut off between the two moves of the end; the copy was complete.
            Move(draft, home.LogFile);
            return (new("done", 0, 0, 0), Directory.GetFiles(home.Folder, Path.GetFileName(home.LogFile) + ".moved-*").Where(f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal)).Order(StringComparer.Ordinal).LastOrDefault() ?? home.LogFile);
        }

        var copied = await LogCopier.CopyAsync(home.LogFile, to ?? draft, RulesOf(partitions, leftGroups), time, progress, cancellationToken).ConfigureAwait(false);
        if (to is not null)
        {
            return (copied, home.LogFile);
        }

        var kept = $"{home.LogFile}.moved-{time.GetUtcNow():yyyyMMddTHHmmssfff}";
        Move(home.LogFile, kept);
        Move(draft, home.LogFile);
        return (copied, kept);
    }

    /// <summary>Gives up a copy that is not complete; a hub may start on the log again.</summary>
    /// <exception cref="LogException">As of <see cref="LogCopier"/>.</exception>
    public static Task AbandonAsync(HubHome home, TimeProvider time, CancellationToken cancellationToken) => LogCopier.AbandonAsync(home.LogFile, time, cancellationToken);

    /// <summary>What a copy does with the content of a hub's log, whatever its engine.</summary>
    /// <param name="partitions">Partitions of each topic but those that have one by their nature; null leaves them.</param>
    /// <param name="leftGroups">Groups that are not carried over.</param>
    public static LogCopyRules RulesOf(int? partitions, IReadOnlyCollection<string> leftGroups) => new()
    {
        LeavesGroup = leftGroups.Contains,
        PartitionsOf = topic => topic.Name is TopicNames.Audit or TopicNames.DeadLetter or InstanceShare.Group ? topic.Partitions : partitions ?? topic.Partitions,
        PartitionKeyOf = record => record.Topic.StartsWith(TopicNames.RawPrefix, StringComparison.Ordinal) ? record.Header(RawHeaders.RecordId) ?? record.Key : record.Key,

        // What one owner asks of another is addressed to a partition; all of it was read.
        IsSpent = topic => topic == OwnerTopic.Name,
        Refuses = OpenReplayAsync,
        LeavesOut = store => store is ReplayStore.JobStore or ReplayStore.PlaceStore,
        TopicOf = (store, entry) => store == OwnerBatch.RecordStore && entry.Key.Split('/') is [var instance, var stream, ..] ? TopicNames.Raw(instance, stream) : null,
        Translate = (_, entry, map) => Translated(entry, map),
    };

    // The guard of a record knows where its newest version lies, so that it can be appended again behind an older one (rule 10).
    private static byte[] Translated(StateEntry entry, OffsetMap map)
    {
        var state = RecordStateFormat.Read(entry.Value, entry.Key);
        var partition = Partitioner.PartitionOf(entry.PartitionKey ?? entry.Key, map.Partitions);
        return StateJson.Write(state with { Offset = map.Find(partition, state.Offset) }, RuntimeJson.Default.RecordState);
    }

    private static async ValueTask<string?> OpenReplayAsync(IEventLog log, CancellationToken cancellationToken)
    {
        using var replays = new ReplayStore(log, TimeProvider.System);
        await replays.LoadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (instance, stream, _) in replays.Open)
        {
            if (await replays.FindAsync(instance, stream, cancellationToken).ConfigureAwait(false) is { Finished: false })
            {
                return $"Stream '{stream}' of instance '{instance}' is being replayed, which goes by places of this log. Start the hub, let the replay finish (plutora mapping replay shows it), stop it, and copy again.";
            }
        }

        return null;
    }

    private static void Move(string from, string to)
    {
        foreach (var part in (string[])["-wal", "-shm", ""])
        {
            if (File.Exists(from + part))
            {
                File.Move(from + part, to + part);
            }
        }
    }
}
