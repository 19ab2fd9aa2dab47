namespace Plutora.Integration.EventLog;

/// <summary>A log that writes its own backups while it works; others are backed up with their storage's own tools.</summary>
public interface ILogBackup
{
    /// <summary>Writes all that is committed, as of one moment, to a file of its own. Appends and reads go on meanwhile.</summary>
    /// <param name="file">A file that does not exist, in a folder that does.</param>
    /// <param name="ct">Gives up before the copy begins.</param>
    /// <returns>Size of the backup in bytes.</returns>
    /// <exception cref="LogException"><see cref="LogError.Invalid"/>: the file exists or its folder does not. <see cref="LogError.StorageFailed"/>, <see cref="LogError.StorageFull"/>.</exception>
    ValueTask<long> BackupAsync(string file, CancellationToken ct = default);
}
