using Plutora.Integration.EventLog.Copying;
using Plutora.Integration.EventLog.Embedded.Whole;
using Plutora.Integration.EventLog.Kafka.Copying;

namespace Plutora.Integration.EventLog.Kafka;

/// <summary>
/// Copies a log to Kafka: an embedded one, or one that is there already, whose number of partitions is changed by this (rule 33 of state). As <see cref="LogCopier"/>, it finishes what was
/// cut off, no hub starts on the source from the first moment on, and positions of the source go on in the copy.
/// </summary>
public static class KafkaLogCopier
{
    /// <summary>Copies an embedded log, or finishes a copy that was cut off.</summary>
    /// <param name="file">File of the log that is copied; no hub has it open.</param>
    /// <param name="target">Where the copy is made: under a prefix that holds no log, or the unfinished copy of this one.</param>
    /// <param name="rules">What is done with the content.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told after each step; what it throws ends the copy, to be finished later.</param>
    /// <param name="ct">Ends it, to be finished later.</param>
    /// <exception cref="LogException">As of <see cref="LogCopier.CopyAsync"/>; <see cref="LogError.TopicDiffers"/>: topics of the target are there and hold something, or have other settings.</exception>
    public static async Task<LogCopyProgress> CopyAsync(string file, KafkaLogOptions target, LogCopyRules rules, TimeProvider time, IProgress<LogCopyProgress>? progress, CancellationToken ct)
    {
        await using var from = EmbeddedCopySource.Open(Path.GetFullPath(file), time);
        await using var to = Target(target);
        return await CopyRun.CopyAsync(from, to, rules, time, progress, ct).ConfigureAwait(false);
    }

    /// <summary>Copies a log on Kafka to another prefix or cluster, or finishes a copy that was cut off.</summary>
    /// <param name="source">The log that is copied; no hub works on it.</param>
    /// <param name="target">Where the copy is made; its cache folder is another than the source's.</param>
    /// <param name="rules">What is done with the content.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told after each step; what it throws ends the copy, to be finished later.</param>
    /// <param name="ct">Ends it, to be finished later.</param>
    /// <exception cref="LogException">As of the other; <see cref="LogError.InUse"/>: a hub works on the source.</exception>
    public static async Task<LogCopyProgress> CopyAsync(KafkaLogOptions source, KafkaLogOptions target, LogCopyRules rules, TimeProvider time, IProgress<LogCopyProgress>? progress, CancellationToken ct)
    {
        await using var to = Target(target);
        await using var from = await KafkaCopySource.OpenAsync(source, ct).ConfigureAwait(false);
        if (from.Place == $"on {to.Place}") throw new LogException(LogError.Invalid, $"{to.Place} cannot be copied onto itself. Name another topicPrefix or cluster.");
        return await CopyRun.CopyAsync(from, to, rules, time, progress, ct).ConfigureAwait(false);
    }

    /// <summary>Gives up a copy of an embedded log that is not complete: its topics are deleted, and a hub may start on the source again.</summary>
    /// <exception cref="LogException"><see cref="LogError.Invalid"/>: the source is not being copied there, or its copy is complete.</exception>
    public static async Task AbandonAsync(string file, KafkaLogOptions target, TimeProvider time, CancellationToken ct)
    {
        await using var from = EmbeddedCopySource.Open(Path.GetFullPath(file), time);
        await using var to = Target(target);
        await CopyRun.AbandonAsync(from, to, ct).ConfigureAwait(false);
    }

    /// <summary>Gives up a copy of a log on Kafka that is not complete: its topics are deleted, and a hub may start on the source again.</summary>
    /// <exception cref="LogException"><see cref="LogError.Invalid"/>: the source is not being copied there, or its copy is complete.</exception>
    public static async Task AbandonAsync(KafkaLogOptions source, KafkaLogOptions target, CancellationToken ct)
    {
        await using var to = Target(target);
        await using var from = await KafkaCopySource.OpenAsync(source, ct).ConfigureAwait(false);
        await CopyRun.AbandonAsync(from, to, ct).ConfigureAwait(false);
    }

    private static KafkaCopyTarget Target(KafkaLogOptions options) => options.Faults() is { Count: > 0 } faults
        ? throw new LogException(LogError.Invalid, string.Join(Environment.NewLine, faults))
        : new(options);
}
