using Microsoft.Win32.SafeHandles;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>A file in which each piece stands at a place of its own, which is reserved before it is written: several threads write it at once, and any read it.</summary>
internal sealed class PlacedFile : IDisposable
{
    private readonly string path;
    private readonly FileStream stream;
    private readonly SafeFileHandle handle;
    private long length;

    private PlacedFile(string path, FileStreamOptions options)
    {
        this.path = path;
        stream = new(path, options);
        handle = stream.SafeFileHandle;
        length = Written;
    }

    /// <summary>Where the next piece will stand.</summary>
    public long Length => Volatile.Read(ref length);

    /// <summary>How many bytes were written, as the disk counts them: room that was reserved at the end and not used is none.</summary>
    public long Written => RandomAccess.GetLength(handle);

    /// <summary>Makes it, empty, readable by its owner alone.</summary>
    /// <param name="path">Where.</param>
    /// <param name="temporary">Whether it goes when it is closed.</param>
    public static PlacedFile Make(string path, bool temporary) => Translated(path, () =>
    {
        var options = Options(FileMode.CreateNew);
        if (temporary) options.Options = FileOptions.DeleteOnClose;
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // The mode is given to a file that is made, not to one that stands there.
        File.Delete(path);
        return new PlacedFile(path, options);
    });

    /// <summary>Opens one that was made before.</summary>
    public static PlacedFile Open(string path) => Translated(path, () => new PlacedFile(path, Options(FileMode.Open)));

    /// <summary>Room at the end for so many bytes.</summary>
    public long Reserve(int bytes) => Interlocked.Add(ref length, bytes) - bytes;

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
