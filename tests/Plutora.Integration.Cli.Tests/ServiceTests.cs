using System.Net.Http.Headers;
using System.Text;

namespace Plutora.Integration.Cli.Tests;

/// <summary>What a service published, seen by commands alone: trace, history, references, audit.</summary>
public sealed class ServiceTests : IAsyncLifetime
{
    private Shell _shell = null!;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _shell = await Shell.StartAsync("instances: []\n");
        foreach (var service in (string[])["planner", "east", "west"])
        {
            await _shell.OkAsync("instance", "add", service, "--connector", "service", "--option", "entities=release");
        }

        _key = (await _shell.OkAsync("key", "add", "services", "--publish", "planner", "--publish", "east", "--publish", "west")).Out.Trim();
    }

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    [Fact]
    public async Task A_trace_follows_references_both_ways_as_a_tree_and_as_json()
    {
        await PublishAsync("planner", "1", 1, """{"name":"Year","state":"planned"}""");
        await PublishAsync("planner", "2", 1, """{"name":"Spring","title":"Spring","parent":{"id":"planner/release/1"}}""");
        await Waiting.UntilAsync("the release is there", async () => (await _shell.RunAsync("trace", "planner/release/1")).Out.Contains("Spring", StringComparison.Ordinal));
        Assert.Equal("planner/release/1  [planned]\n└─ ← parent planner/release/2  Spring\n", (await _shell.OkAsync("trace", "planner/release/1")).Out);
        Assert.Equal("planner/release/2  Spring\n└─ parent → planner/release/1  [planned]\n", (await _shell.OkAsync("trace", "planner/release/2")).Out);
        Assert.Equal(2, (await _shell.OkAsync("trace", "planner/release/2", "--json")).Json.GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public async Task The_history_of_an_entity_says_what_changed_from_which_record()
    {
        await PublishAsync("planner", "1", 1, """{"name":"Spring"}""");
        await PublishAsync("planner", "1", 2, """{"name":"Summer","state":"planned"}""");
        await Waiting.UntilAsync("both versions are in the history", async () => (await _shell.RunAsync("entity", "show", "planner/release/1", "--history", "--json")) is { Exit: 0 } ran && ran.Json.GetArrayLength() == 2);
        var lines = (await _shell.OkAsync("entity", "show", "planner/release/1", "--history")).Out.Split('\n');
        Assert.Matches("^[0-9]+  2099-01-01 00:00:00  upserted, live, from planner/release/1 at 2$", lines.Last(l => l.Contains("upserted", StringComparison.Ordinal)));
        Assert.Contains("    name: Spring → Summer", lines);
        Assert.Contains("    state: (none) → planned", lines);
        Assert.Single((await _shell.OkAsync("entity", "show", "planner/release/1", "--history", "--limit", "1", "--json")).Json.EnumerateArray());
    }

    [Fact]
    public async Task References_that_wait_are_listed_by_what_is_wrong_with_them_and_settled()
    {
        Assert.Contains("No reference waits", (await _shell.OkAsync("reference", "list")).Error, StringComparison.Ordinal);
        await PublishAsync("east", "9", 1, """{"name":"East","aliases":[{"alias":"R-9","scope":"east"}]}""");
        await PublishAsync("west", "9", 1, """{"name":"West","aliases":[{"alias":"R-9","scope":"west"}]}""");
        // A reference that resolves before the second holder of its alias is known keeps its target.
        await Waiting.UntilAsync("the alias is told as ambiguous", async () => (await _shell.RunAsync("entity", "show", "R-9")).Error is var told && told.Contains("east/release/9", StringComparison.Ordinal) && told.Contains("west/release/9", StringComparison.Ordinal));
        await PublishAsync("planner", "1", 1, """{"name":"Spring","parent":{"entity":"release","alias":"R-9"}}""");
        await PublishAsync("planner", "2", 1, """{"name":"Summer","parent":{"entity":"release","alias":"R-404"}}""");
        await Waiting.UntilAsync("both references wait", async () => (await _shell.OkAsync("reference", "list", "--json")).Json.GetArrayLength() == 2);
        var ambiguous = Assert.Single((await _shell.OkAsync("reference", "list", "--ambiguous", "--json")).Json.EnumerateArray());
        Assert.Equal(["east/release/9", "west/release/9"], ambiguous.GetProperty("candidates").EnumerateArray().Select(c => c.GetString()!).Order());
        Assert.Contains("R-404", (await _shell.OkAsync("reference", "list", "--unresolved")).Out, StringComparison.Ordinal);
        Assert.Single((await _shell.OkAsync("reference", "list", "--limit", "1", "--json")).Json.EnumerateArray());

        Assert.Equal(2, (await _shell.RunAsync("reference", "settle", "planner/release/1", "R-9", "nonsense")).Exit);
        Assert.Contains("that waits", (await _shell.RunAsync("reference", "settle", "planner/release/1", "R-8", "west/release/9")).Error, StringComparison.Ordinal);
        await _shell.OkAsync("reference", "settle", "planner/release/1", "R-9", "west/release/9");
        await Waiting.UntilAsync("no reference is ambiguous", async () => (await _shell.OkAsync("reference", "list", "--ambiguous", "--json")).Json.GetArrayLength() == 0);
        await Waiting.UntilAsync("the release refers to the one in the west", async () => (await _shell.OkAsync("entity", "show", "planner/release/1")).Out.Contains("west/release/9", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_audit_lists_who_changed_what_and_is_filtered()
    {
        var all = (await _shell.OkAsync("audit", "list", "--json")).Json.EnumerateArray().Select(e => $"{e.GetProperty("action")} {e.GetProperty("target")}").ToArray();
        Assert.Equal(["POST /instances planner", "POST /instances east", "POST /instances west", "POST /keys services"], all);
        Assert.Single((await _shell.OkAsync("audit", "list", "--target", "east", "--json")).Json.EnumerateArray());
        Assert.Equal("services", Assert.Single((await _shell.OkAsync("audit", "list", "--limit", "1", "--json")).Json.EnumerateArray()).GetProperty("target").GetString());
        Assert.Contains("administrator", (await _shell.OkAsync("audit", "list")).Out, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", (await _shell.OkAsync("audit", "list", "--key-name", "nobody")).Error, StringComparison.Ordinal);
        Assert.Equal(4, (await _shell.RunAsync("audit", "list", "--key", _key)).Exit);
    }

    private async Task PublishAsync(string instance, string key, int version, string data)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", _key) } };
        var body = $$"""[{"specversion":"1.0","id":"{{key}}-{{version}}","source":"/{{instance}}","type":"com.plutora.cdm.release.upserted.v1","subject":"{{instance}}/release/{{key}}","time":"2099-01-01T00:00:00Z","recordversion":"{{version}}","data":{{data}} }]""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync($"{_shell.Address}/api/v1/events", content, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
