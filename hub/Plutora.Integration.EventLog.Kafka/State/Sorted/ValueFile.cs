namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>A file of long values, which merges of runs leave where they are. Of its place the upper half is the file's number.</summary>
internal sealed class ValueFile : Counted
{
    private readonly StateFolder folder;
    private readonly PlacedFile file;
    private long length;

    private ValueFile(StateFolder folder, int number, PlacedFile file, long length) => (this.folder, Number, this.file, this.length, Flushed) = (folder, number, file, length, length);

    public int Number { get; }

    /// <summary>How many bytes were written.</summary>
    public long Length => Volatile.Read(ref length);

    /// <summary>Up to where it lies safely on the disk. Used by one thread at a time.</summary>
    public long Flushed { get; private set; }

    /// <summary>Makes one, empty.</summary>
    public static ValueFile Make(StateFolder folder)
    {
        var number = folder.Next();
        return new(folder, number, PlacedFile.Make(folder.Values(number)), 0);
    }

    /// <summary>Opens one; what stands behind its end was not kept.</summary>
    /// <exception cref="InvalidDataException">It is shorter.</exception>
    public static ValueFile Open(StateFolder folder, int number, long length)
    {
        var file = PlacedFile.Open(folder.Values(number));
        if (file.Length >= length) return new(folder, number, file, length);
        file.Dispose();
        throw new InvalidDataException($"its values {number} are not there whole");
    }

    /// <summary>The file of a place.</summary>
    public static int NumberOf(long place) => (int)(place >> 32);

    /// <summary>The place of a value in it.</summary>
    public long Place(long at) => ((long)Number << 32) | at;

    /// <summary>Reads a value whole.</summary>
    public void Read(long place, Span<byte> value) => file.Read(place & uint.MaxValue, value);

    /// <summary>Writes at its end. Used by one thread at a time.</summary>
    public void Append(ReadOnlySpan<byte> values)
    {
        file.Write(length, values);
        Volatile.Write(ref length, length + values.Length);
    }

    /// <summary>Waits until so much of it lies safely on the disk.</summary>
    public void Flush(long upTo)
    {
        if (Flushed >= upTo) return;
        var written = Length;
        file.Flush();
        Flushed = written;
    }

    protected override void End()
    {
        if (folder.IsKept) file.Dispose();
        else file.Delete();
    }
}
