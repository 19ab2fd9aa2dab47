using System.Buffers;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>A file of entries in the order of their keys, each key once, which never changes: blocks of entries, and what is known of them.</summary>
internal sealed class SortedRun : Counted
{
    private readonly StateFolder folder;
    private readonly PlacedFile file;
    private bool isFlushed;

    private SortedRun(StateFolder folder, int number, PlacedFile file, RunFooter footer, long length, bool isFlushed) =>
        (this.folder, Number, this.file, Footer, Length, this.isFlushed) = (folder, number, file, footer, length, isFlushed);

    public int Number { get; }

    public RunFooter Footer { get; }

    /// <summary>How many bytes it has.</summary>
    public long Length { get; }

    /// <summary>How many bytes of it are entries.</summary>
    public long EntryBytes => Footer.Index.Count == 0 ? 0 : Footer.Index.End(Footer.Index.Count - 1);

    /// <summary>How many bytes it has and refers to.</summary>
    public long Weight => Length + Footer.Values.Values.Sum();

    /// <summary>Ends one that is being made by writing what is known of it.</summary>
    public static SortedRun Made(StateFolder folder, int number, PlacedFile file, RunFooter footer) => new(folder, number, file, footer, footer.Write(file, footer.Index.End(footer.Index.Count - 1)), isFlushed: false);

    /// <summary>Opens one.</summary>
    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    public static SortedRun Open(StateFolder folder, int number, long entryBytes, long length)
    {
        var file = PlacedFile.Open(folder.Run(number));
        try
        {
            return RunFooter.Read(file, entryBytes, length) is { } footer ? new(folder, number, file, footer, length, isFlushed: true) : throw new InvalidDataException($"its run {number} is not there whole");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Looks a key up.</summary>
    /// <param name="storeAndKey">Store, NUL and key.</param>
    /// <param name="values">Where long values stand.</param>
    /// <param name="value">Its value; null when it is removed.</param>
    /// <returns>Whether it says anything of it.</returns>
    public bool TryGet(ReadOnlySpan<byte> storeAndKey, RunSet values, out byte[]? value)
    {
        value = null;
        var block = Footer.Index.Find(storeAndKey);
        if (block < 0) return false;
        var rented = ArrayPool<byte>.Shared.Rent((int)(Footer.Index.End(block) - Footer.Index.Start(block)));
        try
        {
            for (var rest = ReadBlocks(block, block, rented); !rest.IsEmpty;)
            {
                var entry = new SortedEntry(rest);
                var order = entry.StoreAndKey.SequenceCompareTo(storeAndKey);
                if (order > 0) return false;
                if (order == 0)
                {
                    if (!entry.IsRemoval) value = entry.Value(values);
                    return true;
                }

                rest = rest[entry.Length..];
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads blocks, the first to the last.</summary>
    /// <param name="first">The first.</param>
    /// <param name="last">The last.</param>
    /// <param name="room">Room for them.</param>
    /// <returns>Their entries, one behind the other.</returns>
    public ReadOnlySpan<byte> ReadBlocks(int first, int last, byte[] room)
    {
        var start = Footer.Index.Start(first);
        var entries = room.AsSpan(0, (int)(Footer.Index.End(last) - start));
        file.Read(start, entries);
        return entries;
    }

    /// <summary>Waits until it lies safely on the disk. Used by one thread at a time.</summary>
    public void Flush()
    {
        if (!isFlushed) file.Flush();
        isFlushed = true;
    }

    protected override void End()
    {
        if (folder.IsKept) file.Dispose();
        else file.Delete();
    }
}
