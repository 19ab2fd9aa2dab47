using System.Text;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>What a transaction of an owner comes to.</summary>
public sealed class OwnerBatchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plutora-batch-");

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

    [Fact]
    public void A_transaction_that_takes_over_the_room_of_the_one_before_holds_nothing_of_it()
    {
        var rooms = new BatchRooms();
        var first = new Written();
        var batch = new OwnerBatch(null!, first, new(4), rooms);
        batch.Append(new("history", "a", [1]));
        batch.AppendLatest(new("latest", "a", [1]));
        batch.Put("a/work-item/1", new EntityState { EntityVersion = 1 });
        batch.Put("a/issue/1", new RecordState { Stamp = new(null, null, default, null, default), Hash = "h" }, "1");
        batch.PutIndex("index", "one\0two", [1], "one");
        batch.Send(new Unwant("a/work-item/1", new("person", "x", "")));
        batch.Flush();
        Assert.NotEmpty(first.Entries);
        Assert.NotEmpty(first.Puts);

        var second = new Written();
        var next = new OwnerBatch(null!, second, new(4), rooms);
        Assert.False(next.TryTake(out _));
        next.AppendLatest(new("latest", "a", [2]));
        next.Flush();

        Assert.Equal([("latest", "a", 2)], second.Entries);
        Assert.Empty(second.Puts);
    }

    [Fact]
    public void One_that_is_dropped_before_its_end_gives_its_room_to_nobody()
    {
        var rooms = new BatchRooms();
        var dropped = new OwnerBatch(null!, new Written(), new(1), rooms);
        dropped.Append(new("history", "a", [1]));

        var written = new Written();
        new OwnerBatch(null!, written, new(1), rooms).Flush();

        Assert.Empty(written.Entries);
    }

    [Fact]
    public async Task A_scan_finds_what_the_transaction_put_and_not_what_it_took_away()
    {
        await using var log = EmbeddedEventLog.Open(new(Path.Combine(_folder.FullName, "log.db")));
        await using (var before = await log.BeginAsync(TestContext.Current.CancellationToken))
        {
            foreach (var key in (string[])["one\0a", "one\0b", "one\0c", "other\0a"])
            {
                before.PutState("index", key, new byte[] { 1 });
            }

            await before.CommitAsync(TestContext.Current.CancellationToken);
        }

        await using var transaction = await log.BeginAsync(TestContext.Current.CancellationToken);
        var batch = new OwnerBatch(log, transaction, new(1), new());
        batch.PutIndex("index", "one\0b", null, "one");
        batch.PutIndex("index", "one\0d", [2], "one");
        batch.PutIndex("index", "one\0c", [2], "one");
        batch.PutIndex("index", "one\0c", [3], "one");
        batch.PutIndex("index", "apart\0a", [2], "elsewhere");

        Assert.Equal([("one\0a", 1), ("one\0c", 3), ("one\0d", 2)], await ScanAsync("one", null, 10));
        Assert.Equal([("one\0c", 3)], await ScanAsync("one", "one\0a", 1));
        Assert.Equal([("apart\0a", 2)], await ScanAsync("apart", null, 10));
        Assert.Empty(await ScanAsync("none", null, 10));

        async Task<IEnumerable<(string, int)>> ScanAsync(string first, string? after, int limit) =>
            (await batch.ScanAsync("index", first, after, limit, TestContext.Current.CancellationToken)).Select(entry => (entry.Key, (int)entry.Value.Span[0]));
    }

    public void Dispose() => _folder.Delete(recursive: true);

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
