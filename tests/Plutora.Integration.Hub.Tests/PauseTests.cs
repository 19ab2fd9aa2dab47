using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Pausing over the API: nothing is read, webhooks and uploads are still stored and mapped, and reading goes on where it was.</summary>
public sealed class PauseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paused_instance_reads_nothing_whatever_time_passes_or_is_asked_and_goes_on_where_it_was()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1));
        await using var hub = await RunningHub.StartAsync(time: time);
        await AddAsync(hub, """{"id":"results","connector":"test-results","options":{"folders":["{folder}/results"],"settle":"00:00:00"},"intervals":{"suite":60}}""");
        await WriteAsync(hub, "first");
        await UntilAsync("the first file is read", time, async () => (await RawAsync(hub)).Count == 1);
        await UntilAsync("the instance is at work", time, async () => await FieldAsync(hub, "results", "activity") == "Running");
        var cursors = (await hub.CallAsync(HttpMethod.Get, "/api/v1/instances/results/cursors", hub.Administrator)).Body.ToString();

        Assert.Equal(204, (await hub.CallAsync(HttpMethod.Post, "/api/v1/instances/results/pause", hub.Administrator)).Status);
        await UntilAsync("the instance is paused", time, async () => await FieldAsync(hub, "results", "activity") == "Paused");
        await WriteAsync(hub, "second");
        for (var minute = 0; minute < 120; minute++) time.Advance(TimeSpan.FromMinutes(1));
        foreach (var verb in new[] { "read", "scan", "backfill" })
        {
            var (status, problem) = await hub.CallAsync(HttpMethod.Post, $"/api/v1/instances/results/{verb}", hub.Administrator);
            Assert.Equal(409, status);
            Assert.Contains("is paused. Resume it first.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Single(await RawAsync(hub));
        Assert.Equal(cursors, (await hub.CallAsync(HttpMethod.Get, "/api/v1/instances/results/cursors", hub.Administrator)).Body.ToString());

        Assert.Equal(204, (await hub.CallAsync(HttpMethod.Post, "/api/v1/instances/results/resume", hub.Administrator)).Status);
        await UntilAsync("the second file is read", time, async () => (await RawAsync(hub)).Count == 2);
        await UntilAsync("the read has ended", time, async () => (await hub.CallAsync(HttpMethod.Get, "/api/v1/instances/results", hub.Administrator)).Body.GetProperty("state").GetProperty("streams").TryGetProperty("suite", out var s) && s.TryGetProperty("lastReadAt", out _));
        Assert.Equal(2, (await RawAsync(hub)).Distinct().Count());
    }

    [Fact]
    public async Task Webhooks_of_a_paused_instance_are_stored_and_mapped()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.OpenAsync("github-main");
        Assert.Equal(204, (await hub.CallAsync(HttpMethod.Post, "/api/v1/instances/github-main/pause", hub.Administrator)).Status);
        await hub.OpenAsync("github-main");
        Assert.Equal("Paused", await FieldAsync(hub, "github-main", "activity"));
        Assert.Equal(202, await DeliverAsync(hub, 1));
        await Waiting.UntilAsync("the delivery is mapped", async () => (await hub.CallAsync(HttpMethod.Get, "/api/v1/entities?id=github-main/work-item/1", hub.Administrator)).Status == 200);
        Assert.Equal(202, await DeliverAsync(hub, 1));
        Assert.Equal(401, await DeliverAsync(hub, 2, "another secret"));
    }

    private static async Task AddAsync(RunningHub hub, string definition)
    {
        var (status, body) = await hub.CallAsync(HttpMethod.Post, "/api/v1/instances", hub.Administrator, new StringContent(definition.Replace("{folder}", hub.Folder, StringComparison.Ordinal), Encoding.UTF8, "application/json"));
        Assert.True(status == 201, body.ToString());
    }

    private static Task WriteAsync(RunningHub hub, string name) => File.WriteAllTextAsync(
        Path.Combine(hub.Folder, "results", name + ".xml"), $"""<testsuite name="{name}" timestamp="2030-01-02T03:04:05"><testcase classname="{name}" name="adds"/></testsuite>""", Ct);

    private static async Task<string?> FieldAsync(RunningHub hub, string instance, string field) =>
        (await hub.CallAsync(HttpMethod.Get, $"/api/v1/instances/{instance}", hub.Administrator)).Body.GetProperty("state").GetProperty(field).GetString();

    private static async Task<IReadOnlyList<string>> RawAsync(RunningHub hub) =>
        [.. (await hub.Runtime.Log.ReadAsync(new(TopicFilter.Exact("raw.results.suite"), LogStart.Earliest), Ct)).Records.Select(r => r.Key)];

    private static Task<TimeSpan> UntilAsync(string what, FakeTimeProvider time, Func<Task<bool>> holds) => Waiting.UntilAsync(what, async () =>
    {
        var held = await holds();
        if (!held) time.Advance(TimeSpan.FromSeconds(5));
        return held;
    });

    private static async Task<int> DeliverAsync(RunningHub hub, int id, string secret = RunningHub.Secret)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            action = "opened",
            repository = new { id = 5, full_name = "o/r", url = "https://api.github.com/repos/o/r" },
            issue = new { id, number = id, state = "open", title = "t", url = $"https://api.github.com/repos/o/r/issues/{id}", html_url = $"https://github.com/o/r/issues/{id}", created_at = "2030-01-01T00:00:00Z", updated_at = "2030-01-01T00:00:00Z", repository_url = "https://api.github.com/repos/o/r", labels = Array.Empty<string>() },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/github-main") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-GitHub-Event", "issues");
        request.Headers.Add("X-GitHub-Delivery", $"d{id}");
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        using var response = await hub.Http.SendAsync(request, Ct);
        return (int)response.StatusCode;
    }
}
