using Plutora.Integration.EventLog.Embedded.Storage;

namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>Writes entries, which come in order, into blocks at the end of the file, and the first key of each block into a table.</summary>
internal sealed class SortedWriter(Database table, PlacedFile file)
{
    private const string Insert = "INSERT INTO sorted(first, place, length) VALUES(?, ?, ?)";

    // A look at a key reads a block.
    private const int BlockBytes = 8 * 1024;

    private byte[] output = new byte[512 * 1024];
    private int written;
    private int block;

    public void Add(SortedEntry entry)
    {
        var bytes = entry.All;
        if (written > block && written - block + bytes.Length > BlockBytes) EndBlock();
        if (written + bytes.Length > output.Length) Write();
        if (written + bytes.Length > output.Length) Array.Resize(ref output, written + bytes.Length);
        bytes.CopyTo(output.AsSpan(written));
        written += bytes.Length;
    }

    /// <summary>Writes what is left.</summary>
    public void Finish()
    {
        if (written > block) EndBlock();
        Write();
    }

    private void EndBlock()
    {
        var first = new SortedEntry(output.AsSpan(block)).StoreAndKey;
        table.Prepare(Insert).Bind().AddBlob(first).Add(file.Length + block).Add(written - block).Run();
        block = written;
    }

    // Up to where the last block ended.
    private void Write()
    {
        if (block == 0) return;
        file.Write(file.Reserve(block), output.AsSpan(0, block));
        output.AsSpan(block, written - block).CopyTo(output);
        (written, block) = (written - block, 0);
    }
}
