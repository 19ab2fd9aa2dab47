using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Embedded.Whole;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Storage;

namespace Plutora.Integration.Hub.Runtime.Hubs;

/// <summary>
/// Restores a hub's log from a backup. Versions of entities go by the clock (rule 11 of state), and what was published since the backup is not in it: so the
/// restored log is given the least version from which its owners go on, and no event id comes twice even where the clock is set back.
/// </summary>
public static class LogRestorer
{
    private const string Store = "hub.versions";
    private const string Key = "least";

    /// <summary>Puts a backup in the place of the log of a home folder that no hub runs on.</summary>
    /// <param name="backup">The backup; it stays as it is.</param>
    /// <param name="home">The home folder.</param>
    /// <param name="replace">Whether a log that is there gives way; it is kept beside, under the name that is returned.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up before anything is changed.</param>
    /// <returns>Where the log that was there is now, or null when there was none.</returns>
    /// <exception cref="LogException">As of <see cref="LogBackup"/>.</exception>
    public static async Task<string?> RestoreAsync(string backup, HubHome home, bool replace, TimeProvider time, CancellationToken cancellationToken)
    {
        var least = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (replace && File.Exists(home.LogFile))
        {
            least = Math.Max(least, await GreatestAsync(home.LogFile, time, cancellationToken).ConfigureAwait(false) + 1);
        }

        return LogBackup.Restore(backup, home.LogFile, replace, time, [(Store, Key, StateJson.Write(least, RuntimeJson.Default.Int64))]);
    }

    /// <summary>The least version that an owner of this log gives; 0 when it was never restored.</summary>
    internal static async Task<long> LeastVersionAsync(IEventLog log, CancellationToken cancellationToken) =>
        await log.GetStateAsync(Store, Key, cancellationToken).ConfigureAwait(false) is { } stored ? StateJson.Read(stored, RuntimeJson.Default.Int64, "The least version of entities") : 0;

    // The log that gives way knows what was published last. A damaged one, which may be why it gives way, tells it by the time of its last write alone.
    private static async Task<long> GreatestAsync(string file, TimeProvider time, CancellationToken cancellationToken)
    {
        var greatest = ((string[])[file, file + "-wal"]).Where(File.Exists).Max(f => new DateTimeOffset(File.GetLastWriteTimeUtc(f)).ToUnixTimeMilliseconds());
        try
        {
            await using var log = EmbeddedEventLog.Open(new(file) { Time = time });
            greatest = Math.Max(greatest, await LeastVersionAsync(log, cancellationToken).ConfigureAwait(false));
            await foreach (var entry in log.ScanStateAsync(OwnerBatch.EntityStore, ct: cancellationToken).ConfigureAwait(false))
            {
                greatest = Math.Max(greatest, EntityStateFormat.Read(entry.Value, entry.Key).EntityVersion);
            }
        }
        catch (LogException inUse) when (inUse.Error == LogError.InUse)
        {
            throw;
        }
        catch (Exception unreadable) when (unreadable is LogException or StateFormatException or System.Text.Json.JsonException)
        {
            // What could be read counts.
        }

        return greatest;
    }
}
