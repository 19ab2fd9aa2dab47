namespace Plutora.Integration.EventLog.Tests.Embedded;

/// <summary>What a log should hold.</summary>
internal sealed class LogModel
{
    private List<LogEntry> entries = [];
    private readonly List<LogRecord> consumed = [];

    public Dictionary<string, byte[]?> State { get; } = [];

    public int Unconsumed => entries.Count - consumed.Count;

    public void Append(IEnumerable<LogEntry> appended) => entries.AddRange(appended);

    public void Consume(IEnumerable<LogRecord> records)
    {
        consumed.AddRange(records);
        foreach (var (key, sequence) in consumed.GroupBy(record => (record.Topic, record.Key)).Select(group => (group.Key, group.ToList())))
            AssertSame([.. entries.Where(entry => (entry.Topic, entry.Key) == key).Take(sequence.Count)], sequence);
    }

    public void Compact() => entries = [.. entries.Where((entry, at) => !entries.Skip(at + 1).Any(later => (later.Topic, later.Key) == (entry.Topic, entry.Key)))];

    /// <summary>The log as read has one order over all topics, so it is compared whole, topic by topic.</summary>
    public void AssertSame(params IReadOnlyList<LogRecord>[] topics)
    {
        foreach (var records in topics)
            if (records.Count > 0) AssertSame([.. entries.Where(entry => entry.Topic == records[0].Topic)], records);
        Assert.Equal(entries.Count, topics.Sum(records => records.Count));
    }

    private static void AssertSame(IReadOnlyList<LogEntry> expected, IReadOnlyList<LogRecord> actual)
    {
        Assert.Equal(expected.Select(entry => (entry.Topic, entry.Key)), actual.Select(record => (record.Topic, record.Key)));
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Value?.ToArray(), actual[i].Value?.ToArray());
            Assert.Equal(expected[i].Headers, actual[i].Headers);
        }
    }
}
