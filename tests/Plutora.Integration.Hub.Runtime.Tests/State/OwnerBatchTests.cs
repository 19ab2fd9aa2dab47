using System.Text;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>What a transaction of an owner comes to.</summary>
public sealed class OwnerBatchTests
{
    [Fact]
    public void Of_what_an_entity_refers_to_within_one_transaction_only_what_is_other_at_its_end_is_written()
    {
        var written = new Written();
        var batch = new OwnerBatch(null!, written, new(1), new());
        foreach (var parent in (string[])["a/work-item/8", "a/work-item/9", "a/person/7"])
        {
            Put("a/work-item/1", parent);
        }

        foreach (var parent in (string[])["a/work-item/8", "a/person/7", "a/work-item/9"])
        {
            Put("a/work-item/2", parent);
        }

        batch.Flush();

        Assert.Equal([("a/work-item/1", true), ("a/work-item/2", true), ("a/work-item/9\0a/work-item/2\0parent", true)], written.Puts.Order());

        void Put(string id, string parent) =>
            batch.Put(id, new EntityState { EntityVersion = 1, Published = new(Encoding.UTF8.GetBytes($$$"""{"id":"{{{id}}}","entityVersion":1,"parent":{"id":"{{{parent}}}"}}""")) });
    }

    [Fact]
    public void Of_entries_of_which_the_newest_counts_those_before_it_are_left_out_and_all_others_stay_in_order()
    {
        var written = new Written();
        var batch = new OwnerBatch(null!, written, new(1), new());
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
