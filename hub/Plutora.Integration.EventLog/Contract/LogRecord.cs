namespace Plutora.Integration.EventLog;

/// <summary>A record as read.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its partition, from 0.</param>
/// <param name="Offset">Its place in the partition: greater than that of every earlier record there. Gaps mean nothing.</param>
/// <param name="Position">Where the read it came from resumes after it.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value; null is a tombstone.</param>
/// <param name="Headers">Its headers, in order.</param>
/// <param name="AppendedAt">The log's clock when it was appended, or the time that the entry gave; to the millisecond, UTC.</param>
public sealed record LogRecord(string Topic, int Partition, long Offset, LogPosition Position, string Key, ReadOnlyMemory<byte>? Value,
    IReadOnlyList<KeyValuePair<string, string>> Headers, DateTimeOffset AppendedAt)
{
    /// <summary>The first value of the header with this name, compared ordinally, or null.</summary>
    public string? Header(string name)
    {
        // Most records that are read have an array, whose items need no call each.
        if (Headers is KeyValuePair<string, string>[] array)
        {
            foreach (var header in array)
                if (string.Equals(header.Key, name, StringComparison.Ordinal)) return header.Value;
            return null;
        }

        for (var i = 0; i < Headers.Count; i++)
            if (string.Equals(Headers[i].Key, name, StringComparison.Ordinal)) return Headers[i].Value;
        return null;
    }
}
