namespace Plutora.Integration.EventLog.Kafka.State.Sorted;

/// <summary>Writes long values, one behind the other, into files of a bounded size. Used by one thread at a time.</summary>
/// <param name="folder">Where.</param>
/// <param name="fileBytes">About the most that a file has.</param>
internal sealed class ValueWriter(StateFolder folder, long fileBytes) : IDisposable
{
    // It stays within the processor's caches until the system has copied it.
    private const int BufferBytes = 128 * 1024;

    private readonly List<ValueFile> files = [];
    private ValueFile? current;
    private byte[] buffer = [];
    private int buffered;

    /// <summary>The number of the file at whose end it writes, or -1.</summary>
    public int Current => current?.Number ?? -1;

    /// <summary>The files that it has written to since <see cref="Take"/>.</summary>
    public IReadOnlyList<ValueFile> Files => files;

    /// <summary>Goes on at the end of a file.</summary>
    public void GoOn(ValueFile file)
    {
        file.Use();
        current = file;
    }

    /// <summary>Takes a value, and tells its place.</summary>
    public long Write(ReadOnlySpan<byte> value)
    {
        if (current is not null && current.Length + buffered + value.Length > fileBytes) Close();
        current ??= ValueFile.Make(folder);
        if (files.Count == 0 || files[^1] != current)
        {
            current.Use();
            files.Add(current);
        }

        if (buffered + value.Length > BufferBytes) Flush();
        var place = current.Place(current.Length + buffered);
        if (value.Length > BufferBytes)
        {
            current.Append(value);
            return place;
        }

        if (buffer.Length == 0) buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
        value.CopyTo(buffer.AsSpan(buffered));
        buffered += value.Length;
        return place;
    }

    /// <summary>Writes what is buffered.</summary>
    public void Flush()
    {
        if (buffered == 0) return;
        current!.Append(buffer.AsSpan(0, buffered));
        buffered = 0;
    }

    /// <summary>Leaves the files that were written to, but for the one at whose end it goes on.</summary>
    public void Take()
    {
        foreach (var file in files) file.Dispose();
        files.Clear();
    }

    /// <summary>Leaves all, and begins anew in a file of its own.</summary>
    public void Dispose()
    {
        Take();
        buffered = 0;
        current?.Dispose();
        (current, buffer) = (null, []);
    }

    private void Close()
    {
        Flush();
        current!.Dispose();
        current = null;
    }
}
