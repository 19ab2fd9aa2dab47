namespace Plutora.Integration.EventLog.Embedded;

/// <summary>Keeps a second process off the file. The operating system lets the lock go with the process, however it ends; the empty file stays.</summary>
internal sealed class ProcessLock : IDisposable
{
    private readonly FileStream held;

    private ProcessLock(FileStream held) => this.held = held;

    public static ProcessLock Take(string path)
    {
        try
        {
            return new(new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new LogException(LogError.StorageFailed, $"The event log '{path}' cannot be opened: its folder does not exist. Make the folder or name another.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LogException(LogError.StorageFailed, $"The event log '{path}' cannot be opened: this user may not write '{path}.lock'.", e);
        }
        catch (IOException e)
        {
            throw new LogException(LogError.InUse,
                $"The event log '{path}' is in use by another process. Stop that one, or give this one a home folder of its own (PLUTORA_HOME).", e);
        }
    }

    public void Dispose() => held.Dispose();
}
