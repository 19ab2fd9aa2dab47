using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Owning;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>What a transaction of an owner comes to.</summary>
public sealed class OwnerBatchTests
{
    [Fact]
    public void A_mark_that_is_set_and_taken_away_within_one_transaction_is_not_written_and_any_other_is()
    {
        var written = new Written();
        var batch = new OwnerBatch(null!, written, new(1));
        batch.PutMark("marks", "came and went", true, "k");
        batch.PutMark("marks", "came and went", false, "k");
        batch.PutMark("marks", "went and came back", false, "k");
        batch.PutMark("marks", "went and came back", true, "k");
        batch.PutMark("marks", "came", true, "k");
        batch.PutMark("marks", "came", true, "k");
        batch.PutMark("marks", "went", false, "k");
        batch.PutMark("marks", "came, went and came", true, "k");
        batch.PutMark("marks", "came, went and came", false, "k");
        batch.PutMark("marks", "came, went and came", true, "k");
        batch.Flush();

        Assert.Equal([("came", true), ("came, went and came", true), ("went", false)], written.Puts.Order());
    }

    [Fact]
    public void Of_entries_of_which_the_newest_counts_those_before_it_are_left_out_and_all_others_stay_in_order()
    {
        var written = new Written();
        var batch = new OwnerBatch(null!, written, new(1));
        foreach (var (topic, key, value) in (ReadOnlySpan<(string, string, byte)>)[("history", "a", 1), ("latest", "a", 1), ("history", "b", 2), ("latest", "b", 2), ("history", "a", 3), ("latest", "a", 3)])
        {
            var entry = new LogEntry(topic, key, [value]);
            if (topic == "latest") batch.AppendLatest(entry);
            else batch.Append(entry);
        }

        batch.Flush();

        Assert.Equal([("history", "a", 1), ("history", "b", 2), ("latest", "b", 2), ("history", "a", 3), ("latest", "a", 3)], written.Entries);
    }

    private sealed class Written : ILogTransaction
    {
        public List<(string Topic, string Key, byte Value)> Entries { get; } = [];

        public List<(string Key, bool IsThere)> Puts { get; } = [];

        public void Append(LogEntry entry) => Entries.Add((entry.Topic, entry.Key, entry.Value!.Value.Span[0]));

        public ValueTask<ReadOnlyMemory<byte>?> GetStateAsync(string store, string key, CancellationToken ct = default) => new((ReadOnlyMemory<byte>?)null);

        public void PutState(string store, string key, ReadOnlyMemory<byte>? value, string? partitionKey = null) => Puts.Add((key, value is not null));

        public ValueTask<IReadOnlyList<LogPosition>> CommitAsync(CancellationToken ct = default) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
