using Plutora.Integration.EventLog.Embedded.Whole;

namespace Plutora.Integration.EventLog.Copying;

/// <summary>
/// Copies an embedded log into one made anew: topics, keys, order, positions of groups and state; by this the number of a topic's partitions is changed (rule 33 of
/// state). What was copied and how far it came commit together, so a copy that was cut off goes on where it was. No hub starts on the source from the first moment on.
/// </summary>
/// <remarks>While a topic keeps its partitions, every group reads on where it was. Where it gets another number, every group must have read it to its end before.</remarks>
public static class LogCopier
{
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
        if (source == target) throw new LogException(LogError.Invalid, $"'{source}' cannot be copied onto itself.");
        await using var from = EmbeddedCopySource.Open(source, time);
        await using var to = new EmbeddedCopyTarget(target, time);
        return await CopyRun.CopyAsync(from, to, rules, time, progress, ct).ConfigureAwait(false);
    }

    /// <summary>Gives up a copy to another file that is not complete: the half copy is deleted, and a hub may start on the source again.</summary>
    /// <exception cref="LogException"><see cref="LogError.InUse"/>; <see cref="LogError.Invalid"/>: the source is not being copied to a file, or its copy is complete.</exception>
    public static async Task AbandonAsync(string source, TimeProvider time, CancellationToken ct)
    {
        await using var from = EmbeddedCopySource.Open(Path.GetFullPath(source), time);
        var moved = await from.MovedAsync(ct).ConfigureAwait(false);
        if (moved is not { Done: false }) throw CopyRun.NotCopied(from, moved);
        if (moved.Engine is not null) throw new LogException(LogError.Invalid, $"The event log {from.Place} is being copied to {moved.Place}. Give that up with --to-kafka --abandon.");
        await using var to = new EmbeddedCopyTarget(EmbeddedCopySource.FileOf(moved), time);
        await CopyRun.AbandonAsync(from, to, ct).ConfigureAwait(false);
    }
}
