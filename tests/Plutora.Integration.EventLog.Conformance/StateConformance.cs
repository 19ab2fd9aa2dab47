using System.Globalization;

namespace Plutora.Integration.EventLog.Conformance;

/// <summary>Keyed state.</summary>
public abstract class StateConformance : ConformanceTest
{
    [Fact]
    public async Task A_key_holds_its_last_committed_value_across_a_restart()
    {
        await PutAsync("s", ("k", "1", null));
        await PutAsync("s", ("k", "2", null));
        await ReopenAsync();
        Assert.Equal("2", Text(await Log.GetStateAsync("s", "k", Ct)));
    }

    [Fact]
    public async Task Stores_do_not_see_each_other()
    {
        await PutAsync("one", ("k", "1", null));
        Assert.Null(await Log.GetStateAsync("two", "k", Ct));
        Assert.Empty(await ScanAsync("two"));
    }

    [Fact]
    public async Task An_empty_value_is_a_value()
    {
        await PutAsync("s", ("k", "", null));
        Assert.Equal("", Text(await Log.GetStateAsync("s", "k", Ct)));
    }

    [Fact]
    public async Task A_scan_gives_a_prefix_in_order_and_resumes_behind_a_key()
    {
        (string, string, string?)[] entries = [.. Enumerable.Range(0, 600).Select(i => ($"a/{i:D4}", i.ToString(CultureInfo.InvariantCulture), (string?)null)), ("a", "x", null), ("a0", "x", null), ("b/1", "x", null), ("", "x", null)];
        await PutAsync("s", entries);
        Assert.Equal(Enumerable.Range(0, 600).Select(i => $"a/{i:D4}"), (await ScanAsync("s", "a/")).Select(entry => entry.Key));
        Assert.Equal(["a/0598", "a/0599"], (await ScanAsync("s", "a/", "a/0597")).Select(entry => entry.Key));
        Assert.Equal(604, (await ScanAsync("s")).Count);
        Assert.Empty(await ScanAsync("s", "c"));
    }

    [Fact]
    public async Task Keys_scan_in_the_order_of_their_utf8()
    {
        // U+FFFD sorts before U+1F600 in UTF-8, behind it in UTF-16.
        await PutAsync("s", ("😀", "1", null), ("\uFFFD", "2", null), ("é", "3", null), ("z", "4", null));
        Assert.Equal(["z", "é", "\uFFFD", "😀"], (await ScanAsync("s")).Select(entry => entry.Key));
    }

    [Fact]
    public async Task An_entry_keeps_its_partition_key()
    {
        await PutAsync("s", ("github/pr/7|issue", "v", "github/pr/7"), ("plain", "v", null));
        Assert.Equal(["github/pr/7", null], (await ScanAsync("s")).Select(entry => entry.PartitionKey));
    }

    private async Task PutAsync(string store, params (string Key, string Value, string? PartitionKey)[] entries)
    {
        await using var transaction = await Log.BeginAsync("put", Ct);
        foreach (var (key, value, partitionKey) in entries) transaction.PutState(store, key, Bytes(value), partitionKey);
        await transaction.CommitAsync(Ct);
    }

    private async Task<List<StateEntry>> ScanAsync(string store, string prefix = "", string? after = null)
    {
        var entries = new List<StateEntry>();
        await foreach (var entry in Log.ScanStateAsync(store, prefix, after, Ct)) entries.Add(entry);
        return entries;
    }
}
