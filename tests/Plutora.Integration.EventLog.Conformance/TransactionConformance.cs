using System.Globalization;

namespace Plutora.Integration.EventLog.Conformance;

/// <summary>One transaction over appends, consumed positions and state.</summary>
public abstract class TransactionConformance : ConformanceTest
{
    [Fact]
    public async Task A_commit_shows_appends_state_and_acknowledgement_together()
    {
        await MakeTopicAsync("in");
        await MakeTopicAsync("out");
        await AppendAsync("in", "k", "1", "2");
        await using (var consumer = await JoinAsync("g", TopicFilter.Exact("in")))
        {
            var batch = (await TakeAsync(consumer, 2))[^1];
            await using var transaction = await consumer.BeginAsync(batch, Ct);
            transaction.Append(Entry("out", "k", "mapped"));
            transaction.PutState("cursors", "git/commit", Bytes("c1"));
            Assert.Empty(await ReadAllAsync("out"));
            Assert.Null(await Log.GetStateAsync("cursors", "git/commit", Ct));
            Assert.Single(await transaction.CommitAsync(Ct));
        }

        await ReopenAsync();
        Assert.Equal(["mapped"], Values(await ReadAllAsync("out")));
        Assert.Equal("c1", Text(await Log.GetStateAsync("cursors", "git/commit", Ct)));
        Assert.Equal(0, (await Log.LagAsync("g", Ct)).Sum(lag => lag.Lag));
    }

    [Fact]
    public async Task An_aborted_transaction_leaves_nothing_and_its_batch_is_delivered_again()
    {
        await MakeTopicAsync("in");
        await MakeTopicAsync("out");
        await AppendAsync("in", "k", "1", "2", "3");
        await using var consumer = await JoinAsync("g", TopicFilter.Exact("in"));
        var first = await consumer.ReadAsync(1, Ct);
        var second = await consumer.ReadAsync(1, Ct);
        await using (var transaction = await consumer.BeginAsync(first, Ct))
        {
            transaction.Append(Entry("out", "k", "never"));
            transaction.PutState("s", "k", Bytes("never"));
        }

        await RefusedAsync(LogError.Fenced, async () => await consumer.AcknowledgeAsync(second, Ct));
        Assert.Equal(["1", "2", "3"], Values((await TakeAsync(consumer, 3)).SelectMany(batch => batch.Records)));
        Assert.Empty(await ReadAllAsync("out"));
        Assert.Null(await Log.GetStateAsync("s", "k", Ct));
    }

    [Fact]
    public async Task A_refused_commit_leaves_nothing_and_its_batch_is_delivered_again()
    {
        await MakeTopicAsync("in");
        await AppendAsync("in", "k", "1");
        await using var consumer = await JoinAsync("g", TopicFilter.Exact("in"));
        await using (var transaction = await consumer.BeginAsync(await consumer.ReadAsync(1, Ct), Ct))
        {
            transaction.PutState("s", "k", Bytes("never"));
            transaction.Append(Entry("unknown", "k", "v"));
            await RefusedAsync(LogError.TopicUnknown, async () => await transaction.CommitAsync(Ct));
        }

        Assert.Null(await Log.GetStateAsync("s", "k", Ct));
        Assert.Equal(["1"], Values((await consumer.ReadAsync(1, Ct)).Records));
    }

    [Fact]
    public async Task A_newer_holder_of_a_transactional_id_fences_the_older()
    {
        await MakeTopicAsync("a");
        await using var zombie = await Log.BeginAsync("poll/git/commit", Ct);
        zombie.Append(Entry("a", "k", "zombie"));
        await using var newer = await Log.BeginAsync("poll/git/commit", Ct);
        var refused = await RefusedAsync(LogError.Fenced, async () => await zombie.CommitAsync(Ct));
        Assert.Contains("'poll/git/commit'", refused.Message, StringComparison.Ordinal);
        newer.Append(Entry("a", "k", "newer"));
        await newer.CommitAsync(Ct);
        Assert.Equal(["newer"], Values(await ReadAllAsync("a")));
    }

    [Fact]
    public async Task Holders_of_different_ids_and_holders_one_after_another_do_not_fence_each_other()
    {
        await MakeTopicAsync("a");
        await using var other = await Log.BeginAsync("other", Ct);
        for (var i = 0; i < 3; i++)
        {
            await using var transaction = await Log.BeginAsync("one", Ct);
            transaction.Append(Entry("a", "k", i.ToString(CultureInfo.InvariantCulture)));
            await transaction.CommitAsync(Ct);
        }

        other.Append(Entry("a", "k", "other"));
        await other.CommitAsync(Ct);
        Assert.Equal(["0", "1", "2", "other"], Values(await ReadAllAsync("a")));
    }

    [Fact]
    public async Task A_transaction_sees_its_own_state_and_what_was_committed()
    {
        await PutAsync("s", ("a", "1"), ("b", "1"));
        await using var transaction = await Log.BeginAsync("t", Ct);
        transaction.PutState("s", "a", Bytes("2"));
        transaction.PutState("s", "b", null);
        Assert.Equal("2", Text(await transaction.GetStateAsync("s", "a", Ct)));
        Assert.Null(await transaction.GetStateAsync("s", "b", Ct));
        Assert.Null(await transaction.GetStateAsync("s", "c", Ct));
        Assert.Equal("1", Text(await Log.GetStateAsync("s", "b", Ct)));
        await transaction.CommitAsync(Ct);
        Assert.Null(await Log.GetStateAsync("s", "b", Ct));
    }

    [Fact]
    public async Task A_null_array_is_a_tombstone_and_removes_state()
    {
        await MakeTopicAsync("a");
        await PutAsync("s", ("k", "1"));
        byte[]? nothing = null;
        await using var transaction = await Log.BeginAsync("t", Ct);
        transaction.Append(new("a", "k", nothing));
        transaction.Append(new("a", "k", nothing, []));
        transaction.PutState("s", "k", nothing);
        await transaction.CommitAsync(Ct);
        Assert.All(await ReadAllAsync("a"), record => Assert.Null(record.Value));
        Assert.Null(await Log.GetStateAsync("s", "k", Ct));
    }

    [Fact]
    public async Task An_ended_transaction_takes_nothing_more()
    {
        await using var transaction = await Log.BeginAsync("t", Ct);
        await transaction.CommitAsync(Ct);
        Assert.Throws<InvalidOperationException>(() => transaction.PutState("s", "k", Bytes("v")));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await transaction.CommitAsync(Ct));
    }

    [Fact]
    public async Task Many_transactions_at_once_commit_each_its_own()
    {
        await MakeTopicAsync("a", 3);
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async number =>
        {
            await using var transaction = await Log.BeginAsync($"t{number}", Ct);
            transaction.Append(Entry("a", $"k{number}", "v"));
            transaction.PutState("s", $"k{number}", Bytes("v"));
            await transaction.CommitAsync(Ct);
        }));
        Assert.Equal(24, (await ReadAllAsync("a")).Count);
        for (var number = 0; number < 24; number++) Assert.NotNull(await Log.GetStateAsync("s", $"k{number}", Ct));
    }

    [Fact]
    public async Task Transactions_without_a_producer_commit_beside_each_other_whatever_order_they_began_in()
    {
        await MakeTopicAsync("a", 3);
        await using var first = await Log.BeginAsync(Ct);
        await using var second = await Log.BeginAsync(Ct);
        first.Append(Entry("a", "k1", "v"));
        first.PutState("s", "k1", Bytes("v"));
        second.Append(Entry("a", "k2", "v"));
        second.PutState("s", "k2", Bytes("v"));
        Assert.Null(await second.GetStateAsync("s", "k1", Ct));
        Assert.Single(await second.CommitAsync(Ct));
        Assert.Single(await first.CommitAsync(Ct));
        Assert.Equal(["k1", "k2"], (await ReadAllAsync("a")).Select(record => record.Key).Order());
        Assert.NotNull(await Log.GetStateAsync("s", "k1", Ct));
        Assert.NotNull(await Log.GetStateAsync("s", "k2", Ct));
    }

    [Fact]
    public async Task A_transaction_without_a_producer_that_is_empty_or_aborted_leaves_nothing()
    {
        await MakeTopicAsync("a");
        await using (var empty = await Log.BeginAsync(Ct)) Assert.Empty(await empty.CommitAsync(Ct));
        await using (var aborted = await Log.BeginAsync(Ct))
        {
            aborted.Append(Entry("a", "k", "never"));
            aborted.PutState("s", "k", Bytes("never"));
        }

        Assert.Empty(await ReadAllAsync("a"));
        Assert.Null(await Log.GetStateAsync("s", "k", Ct));
    }

    private async Task PutAsync(string store, params (string Key, string Value)[] entries)
    {
        await using var transaction = await Log.BeginAsync("put", Ct);
        foreach (var (key, value) in entries) transaction.PutState(store, key, Bytes(value));
        await transaction.CommitAsync(Ct);
    }
}
