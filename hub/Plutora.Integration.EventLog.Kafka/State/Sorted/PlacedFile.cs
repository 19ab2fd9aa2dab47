using Microsoft.Win32.SafeHandles;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>A file in which each piece stands at a place of its own, and never changes: one writes it, any read it.</summary>
internal sealed class PlacedFile : IDisposable
{
    private readonly string path;
    private readonly FileStream stream;
    private readonly SafeFileHandle handle;

    private PlacedFile(string path, FileStreamOptions options)
    {
        this.path = path;
        stream = new(path, options);
        handle = stream.SafeFileHandle;
    }

    /// <summary>How many bytes it has.</summary>
    public long Length => RandomAccess.GetLength(handle);

    /// <summary>Makes it, empty, readable by its owner alone.</summary>
    public static PlacedFile Make(string path) => Translated(path, () =>
    {
        var options = Options(FileMode.CreateNew);
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new PlacedFile(path, options);
    });

    /// <summary>Opens one that was made before.</summary>
    public static PlacedFile Open(string path) => Translated(path, () => new PlacedFile(path, Options(FileMode.Open)));

    public void Write(long at, ReadOnlySpan<byte> piece)
    {
        try
        {
            RandomAccess.Write(handle, piece, at);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, failed);
        }
    }

    /// <summary>Reads a piece whole.</summary>
    public void Read(long at, Span<byte> piece)
    {
        try
        {
            while (!piece.IsEmpty)
            {
                var read = RandomAccess.Read(handle, piece, at);
                if (read == 0) throw new EndOfStreamException("It ends before what it should hold.");
                at += read;
                piece = piece[read..];
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, failed);
        }
    }

    /// <summary>Waits until all that was written lies on the disk.</summary>
    public void Flush() => Translated(path, () =>
    {
        RandomAccess.FlushToDisk(handle);
        return this;
    });

    /// <summary>Closes it, and deletes it; what cannot be deleted now is when the cache is opened again.</summary>
    public void Delete()
    {
        stream.Dispose();
        try
        {
            File.Delete(path);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
        }
    }

    public void Dispose() => stream.Dispose();

    private static FileStreamOptions Options(FileMode mode) => new() { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };

    private static PlacedFile Translated(string path, Func<PlacedFile> work)
    {
        try
        {
            return work();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, failed);
        }
    }

    // By its name alone: callers read this too, and where the hub keeps its files is none of their business.
    private static LogException Failed(string path, Exception fault)
    {
        var file = Path.GetFileName(path);
        return IsFull(fault)
            ? new(LogError.StorageFull, $"The state's file '{file}' has no space left on its disk. Free space, and start again: it is read anew from the log.", fault)
            : new(LogError.StorageFailed, $"The state's file '{file}' could not be read or written. Look at its disk and its rights; when the hub has ended, its folder may be deleted: it is read anew from the log.", fault);
    }

    // ERROR_DISK_FULL of Windows, and ENOSPC of others.
    private static bool IsFull(Exception fault) => fault.HResult is unchecked((int)0x80070070) or 28;
}
