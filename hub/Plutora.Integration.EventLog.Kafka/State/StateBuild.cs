using System.Numerics;
using System.Runtime.InteropServices;
using Plutora.Integration.EventLog.Embedded.Storage;

namespace Plutora.Integration.EventLog.Kafka.State;

/// <summary>
/// Fills the empty table of a cache with what its topic holds: laid down in the order of reading and put in order once, at the end. What a record costs then does not grow with the state, as it does where each is put in its place.
/// </summary>
/// <remarks>It keeps no journal: what ends before it leaves a file that is not whole, which is thrown away. Used by one thread at a time.</remarks>
internal sealed class StateBuild : IDisposable
{
    private const string Insert = "INSERT INTO state(rowid, store, key, partition_key, value, offset) VALUES(?, ?, ?, ?, ?, ?)";
    private const int HashBytes = sizeof(uint);

    private readonly Database file;
    private readonly FileStream hashes;
    private readonly int maxInMemory;
    private long rows;

    /// <summary>Begins.</summary>
    /// <param name="file">The cache's file, which nobody else has open.</param>
    /// <param name="path">Where it may keep what it needs meanwhile.</param>
    /// <param name="maxInMemory">Of about so many records it looks in memory for those that have the same key.</param>
    public StateBuild(Database file, string path, int maxInMemory)
    {
        (this.file, this.maxInMemory) = (file, maxInMemory);
        hashes = new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, BufferSize = 64 * 1024, Options = FileOptions.DeleteOnClose });
        try
        {
            file.Number("PRAGMA journal_mode = OFF");
            file.Execute("DROP INDEX state_key");
            file.Execute("BEGIN IMMEDIATE");
        }
        catch
        {
            hashes.Dispose();
            throw;
        }
    }

    /// <summary>Lays down a record; those of one key come in the order of their offsets.</summary>
    public void Add(in StateRecord record)
    {
        file.Prepare(Insert).Bind().Add(++rows).AddText(record.Store.Span).AddText(record.Key.Span).AddText(record.PartitionKey).AddBlob(record.Value).Add(record.Offset).Run();
        // The lowest bit says whether it removes the key.
        var hash = (Hash(record) & ~1U) | (record.Value is null ? 1U : 0);
        hashes.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in hash)));
    }

    /// <summary>Leaves of each key the newest record, and nothing of a removed one, and puts them in order.</summary>
    public void Finish()
    {
        var passes = (int)BitOperations.RoundUpToPowerOf2((uint)(1 + (rows / maxInMemory)));
        for (var pass = 0; pass < passes; pass++) RemoveSuperseded(pass, passes);
        file.Execute("COMMIT");
        file.Execute("PRAGMA threads = 2");
        try
        {
            file.Execute(StateFile.Index);
        }
        catch (LogException)
        {
            // Sorting takes temporary files, for which there may be no folder or no room.
            file.Execute("PRAGMA temp_store = MEMORY");
            file.Execute(StateFile.Index);
        }

        file.Execute("PRAGMA shrink_memory");
    }

    public void Dispose()
    {
        file.Rollback();
        hashes.Dispose();
    }

    // Different stores and keys may have the same hash, which costs a look at both; the same ones always do.
    private static uint Hash(in StateRecord record)
    {
        var hash = default(HashCode);
        hash.AddBytes(record.StoreAndKey.Span);
        return (uint)hash.ToHashCode();
    }

    private void RemoveSuperseded(int pass, int passes)
    {
        var (found, places) = (new List<uint>(), new List<long>());
        var buffer = new byte[64 * 1024];
        hashes.Position = 0;
        for (long row = 0; row < rows;)
        {
            var read = MemoryMarshal.Cast<byte, uint>(buffer.AsSpan(0, hashes.ReadAtLeast(buffer, (int)Math.Min(buffer.Length, (rows - row) * HashBytes))));
            foreach (var hash in read)
            {
                row++;
                if (((ulong)hash * (uint)passes) >> 32 != (uint)pass) continue;
                found.Add(hash & ~1U);
                places.Add((row << 1) | (long)(hash & 1));
            }
        }

        CollectionsMarshal.AsSpan(found).Sort(CollectionsMarshal.AsSpan(places));
        for (var (from, to) = (0, 0); from < found.Count; from = to)
        {
            while (to < found.Count && found[to] == found[from]) to++;
            if (to - from > 1 || IsRemoval(places[from])) RemoveSuperseded(CollectionsMarshal.AsSpan(places)[from..to]);
        }
    }

    private void RemoveSuperseded(Span<long> places)
    {
        places.Sort();
        var seen = new HashSet<(string Store, string Key)>();
        for (var at = places.Length - 1; at >= 0; at--)
        {
            var row = places[at] >> 1;
            (string, string) key;
            using (var rows = file.Prepare("SELECT store, key FROM state WHERE rowid = ?").Bind().Add(row))
            {
                rows.Step();
                key = (rows.Text(0), rows.Text(1));
            }

            if (!seen.Add(key) || IsRemoval(places[at])) file.Prepare("DELETE FROM state WHERE rowid = ?").Bind().Add(row).Run();
        }
    }

    private static bool IsRemoval(long place) => (place & 1) == 1;
}
