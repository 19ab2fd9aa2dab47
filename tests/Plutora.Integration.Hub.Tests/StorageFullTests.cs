using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Tests;

/// <summary>A hub whose storage is full says so, asks tools to send again, loses no page nor cursor, and goes on by itself once there is space.</summary>
public sealed class StorageFullTests
{
    private const string Filler = "filler";
    private const int Files = 40;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_while_the_storage_is_full_is_taken_once_there_is_space_nothing_lost_and_nothing_twice()
    {
        await using var hub = await RunningHub.StartAsync("""
              - { id: github-main, connector: github, options: {}, webhook: { verifier: hmac, secret: "file:{folder}/webhook.secret" } }
              - { id: results, connector: test-results, options: { folders: ["{folder}/results"], settle: "00:00:00" }, intervals: { suite: 1 } }
            log: { maxBytes: 30000000 }
            """);
        await hub.OpenAsync("github-main");
        await hub.OpenAsync("results");
        Assert.Equal(202, (await DeliverAsync(hub, 1)).Status);
        Assert.Equal(200, (await hub.CallAsync(HttpMethod.Get, "/health/ready", null)).Status);
        await Waiting.UntilAsync("the suite was read", () => State(hub).Streams.TryGetValue("suite", out var suite) && suite.LastReadAt is not null);
        var cursor = await CursorAsync(hub);

        await FillAsync(hub);
        var (status, retryAfter) = await DeliverAsync(hub, 2);
        Assert.Equal(503, status);
        Assert.True(retryAfter > TimeSpan.Zero);
        var (ready, problem) = await hub.CallAsync(HttpMethod.Get, "/health/ready", null);
        Assert.Equal(503, ready);
        Assert.Contains("no space left", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(hub.Folder, problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(200, (await hub.CallAsync(HttpMethod.Get, "/health/live", null)).Status);

        await WriteResultsAsync(hub);
        await Waiting.UntilAsync("the instance says that there is no space", () => State(hub) is { Activity: InstanceActivity.BackingOff, Reason: { } reason } && reason.Contains("no space left", StringComparison.Ordinal));
        Assert.Equal(cursor, await CursorAsync(hub));
        Assert.Equal(503, (await DeliverAsync(hub, 2)).Status);

        await FreeAsync(hub);
        while ((await DeliverAsync(hub, 2)).Status != 202) Ct.ThrowIfCancellationRequested();
        await Waiting.UntilAsync("all files are stored", async () => (await RawAsync(hub, "raw.results.suite")).Count >= Files);
        await Waiting.UntilAsync("the hub is ready", async () => (await hub.CallAsync(HttpMethod.Get, "/health/ready", null)).Status == 200);
        await Waiting.UntilAsync("all is normalized", async () => (await hub.Runtime.Log.LagAsync("normalizer", Ct)).All(l => l.Lag == 0));
        Assert.Equal(["1", "2"], (await RawAsync(hub, "raw.github-main.issue")).Order());
        var stored = await RawAsync(hub, "raw.results.suite");
        Assert.Equal(Files, stored.Count);
        Assert.Equal(Files, stored.Distinct().Count());
        Assert.Empty(await hub.Runtime.DeadLetters.ListAsync(10, Ct));
        Assert.NotEqual(cursor, await CursorAsync(hub));
        for (var i = 1; i <= 2; i++) Assert.Equal(200, (await hub.CallAsync(HttpMethod.Get, $"/api/v1/entities?id=github-main/work-item/{i}", hub.Administrator)).Status);
    }

    private static InstanceState State(RunningHub hub) => hub.Runtime.Instances.Find("results")!.State;

    private static Task<Cursor?> CursorAsync(RunningHub hub) => hub.Runtime.Writer.CursorAsync("results", "suite", ReadMode.Incremental, Ct);

    private static async Task FillAsync(RunningHub hub)
    {
        var log = hub.Runtime.Log;
        await log.EnsureTopicAsync(new(Filler, 1, TopicRetention.Delete(TimeSpan.FromDays(1))), Ct);
        foreach (var size in new[] { 100_000, 4_000, 100 })
        {
            try
            {
                while (true) await log.AppendAsync([new(Filler, "k", new byte[size])], Ct);
            }
            catch (LogException full) when (full.Error == LogError.StorageFull)
            {
                // The next size fills what this one left.
            }
        }
    }

    private static async Task FreeAsync(RunningHub hub)
    {
        await hub.Runtime.Log.DeleteTopicAsync(Filler, Ct);
        await ((EmbeddedEventLog)hub.Runtime.Log).MaintainAsync(Ct);
    }

    private static async Task WriteResultsAsync(RunningHub hub)
    {
        for (var i = 0; i < Files; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"suite{i:D2}");
            await File.WriteAllTextAsync(Path.Combine(hub.Folder, "results", name + ".xml"), $"""<testsuite name="{name}" timestamp="2030-01-02T03:04:05"><testcase classname="{name}" name="adds"><system-out>{new string('x', 4_000)}</system-out></testcase></testsuite>""", Ct);
        }
    }

    private static async Task<IReadOnlyList<string>> RawAsync(RunningHub hub, string topic)
    {
        var keys = new List<string>();
        for (var from = LogStart.Earliest; ;)
        {
            var page = await hub.Runtime.Log.ReadAsync(new(TopicFilter.Exact(topic), from), Ct);
            if (page.Records.Count == 0) return keys;
            keys.AddRange(page.Records.Select(r => r.Key));
            from = LogStart.After(page.Next);
        }
    }

    // Larger than any slack that a full file leaves.
    private static async Task<(int Status, TimeSpan? RetryAfter)> DeliverAsync(RunningHub hub, int id)
    {
        var body = Encoding.UTF8.GetBytes($$$"""
            {"action":"opened","repository":{"id":1,"full_name":"o/r","url":"https://api.github.com/repos/o/r"},
             "issue":{"id":{{{id}}},"number":{{{id}}},"title":"t","state":"open","user":{"id":5,"login":"ann","type":"User"},"labels":[],"assignees":[],"body":"{{{new string('x', 50_000)}}}",
             "url":"https://api.github.com/repos/o/r/issues/{{{id}}}","html_url":"https://github.com/o/r/issues/{{{id}}}","repository_url":"https://api.github.com/repos/o/r",
             "created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"} }
            """);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/github-main") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-GitHub-Event", "issues");
        request.Headers.Add("X-GitHub-Delivery", $"d{id}");
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(RunningHub.Secret), body)));
        using var response = await hub.Http.SendAsync(request, Ct);
        return ((int)response.StatusCode, response.Headers.RetryAfter?.Delta);
    }
}
