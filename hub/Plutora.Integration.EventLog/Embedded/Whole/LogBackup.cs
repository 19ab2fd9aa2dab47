using Plutora.Integration.EventLog.Embedded.Storage;

namespace Plutora.Integration.EventLog.Embedded.Whole;

/// <summary>Backups of an embedded log: one file each, which is a log by itself under a name of its own.</summary>
public static class LogBackup
{
    private const string Partial = ".partial";

    /// <summary>Puts a backup in the place of a log that no hub has open. The log has a new name then: positions of before are refused.</summary>
    /// <param name="backup">The backup; it stays as it is.</param>
    /// <param name="path">Where the log is to be.</param>
    /// <param name="replace">Whether a log that is there gives way; it is kept beside, under the name that is returned.</param>
    /// <param name="time">The clock, by which the old log is named.</param>
    /// <returns>Where the log that was there is now, or null when there was none.</returns>
    /// <exception cref="LogException"><see cref="LogError.InUse"/>, <see cref="LogError.Invalid"/>: there is no backup, or a log is there already; <see cref="LogError.FormatUnknown"/>; <see cref="LogError.StorageFailed"/>: the backup is damaged.</exception>
    public static string? Restore(string backup, string path, bool replace, TimeProvider time) => Restore(backup, path, replace, time, []);

    /// <summary>Puts a backup in the place of a log that no hub has open, with state that the restored log has from its first moment on.</summary>
    /// <param name="backup">The backup; it stays as it is.</param>
    /// <param name="path">Where the log is to be.</param>
    /// <param name="replace">Whether a log that is there gives way; it is kept beside, under the name that is returned.</param>
    /// <param name="time">The clock, by which the old log is named.</param>
    /// <param name="state">Values of keyed state that are set in the restored log, in place of those of the backup.</param>
    /// <returns>As the other form.</returns>
    /// <exception cref="LogException">As the other form.</exception>
    public static string? Restore(string backup, string path, bool replace, TimeProvider time, IReadOnlyList<(string Store, string Key, byte[] Value)> state)
    {
        (backup, path) = (Path.GetFullPath(backup), Path.GetFullPath(path));
        if (!File.Exists(backup)) throw new LogException(LogError.Invalid, $"There is no backup '{backup}'.");
        using var held = ProcessLock.Take(path);
        var there = File.Exists(path);
        if (there && !replace)
            throw new LogException(LogError.Invalid, $"There is a log '{path}' already. To put the backup in its place, say so; the log that is there is then kept beside.");
        var copy = path + Partial;
        Delete(copy);
        try
        {
            Copy(() => File.Copy(backup, copy));
            Owned(copy);
            Prepare(copy, backup, state);
            string? kept = null;
            if (there)
            {
                kept = $"{path}.replaced-{time.GetUtcNow():yyyyMMddTHHmmssfff}";
                foreach (var part in (string[])["-wal", "-shm", ""])
                    if (File.Exists(path + part)) File.Move(path + part, kept + part);
            }

            File.Move(copy, path);
            return kept;
        }
        catch
        {
            Delete(copy);
            throw;
        }
    }

    /// <summary>Copies a log that is open by SQLite's backup, as of one moment.</summary>
    internal static long Write(string path, string file, ReaderGate gate)
    {
        file = Path.GetFullPath(file);
        if (Path.Exists(file)) throw new LogException(LogError.Invalid, $"'{file}' exists already; a backup overwrites nothing. Name another file.");
        if (!Directory.Exists(Path.GetDirectoryName(file))) throw new LogException(LogError.Invalid, $"The folder of '{file}' does not exist on the hub's machine.");
        var partial = file + Partial;
        Delete(partial);
        try
        {
            Database.Touch(partial);
            using (var source = Database.Open(path, "query_only = ON", "busy_timeout = 5000"))
            using (var target = Database.Open(partial, "synchronous = FULL"))
            {
                gate.BackUp(() => source.CopyTo(target));
                target.Number("PRAGMA journal_mode = DELETE");
                Schema.Rename(target);
            }

            File.Move(partial, file);
            return new FileInfo(file).Length;
        }
        catch
        {
            Delete(partial);
            throw;
        }
    }

    private static void Prepare(string copy, string backup, IReadOnlyList<(string Store, string Key, byte[] Value)> state)
    {
        using var database = Database.Open(copy, "busy_timeout = 5000");
        try
        {
            Schema.Check(database, backup);
            using (var check = database.Prepare("PRAGMA integrity_check(1)").Bind())
            {
                if (!check.Step() || check.Text(0) != "ok" || Schema.IsNew(database)) throw Damaged(backup, null);
            }

            Schema.Rename(database);
            foreach (var (store, key, value) in state)
            {
                using var put = database.Prepare("INSERT INTO state(store, key, partition_key, value) VALUES(?, ?, NULL, ?) ON CONFLICT(store, key) DO UPDATE SET value = excluded.value");
                put.Bind().Add(store).Add(key).AddBlob(value).Run();
            }
        }
        catch (LogException unreadable) when (unreadable.Error == LogError.StorageFailed)
        {
            throw Damaged(backup, unreadable);
        }
        catch (LogException unknown) when (unknown.Error == LogError.FormatUnknown && unknown.Message.Contains(copy, StringComparison.Ordinal))
        {
            throw new LogException(LogError.FormatUnknown, $"'{backup}' is no backup of an event log. Name another file; nothing was changed.", unknown);
        }
    }

    private static LogException Damaged(string backup, Exception? inner) =>
        new(LogError.StorageFailed, $"The backup '{backup}' is damaged or empty and was not restored; nothing was changed. Take an older one.", inner);

    private static void Copy(Action copy)
    {
        try
        {
            copy();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new LogException(LogError.StorageFailed, $"The backup cannot be copied: {failed.Message}", failed);
        }
    }

    private static void Owned(string path)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void Delete(string path)
    {
        foreach (var part in (string[])["", "-wal", "-shm", "-journal"]) File.Delete(path + part);
    }
}
