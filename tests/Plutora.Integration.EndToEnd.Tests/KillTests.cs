using System.Globalization;
using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Promise of the brief: a hub killed at any instruction loses no acknowledged webhook and no read page, and subscribers see each event once.</summary>
public sealed class KillTests
{
    // The longer run: PLUTORA_KILLS=50 dotnet test --project tests/Plutora.Integration.EndToEnd.Tests -- --filter-class "*KillTests"
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("PLUTORA_KILLS") ?? "4", CultureInfo.InvariantCulture);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_was_acknowledged_or_read_is_in_raw_once_and_its_entities_are_published_once()
    {
        var repository = await CommitHistory.MakeAsync(commits: 600 * Kills);
        await using var hub = await HubProcess.StartAsync($$"""
            instances:
              - id: github-main
                connector: github
                options: {}
                paused: true
                webhook: { verifier: hmac, secret: "file:{home}/webhook.secret" }
              - id: git-here
                connector: git
                options: { repositories: ["{{repository}}"] }
            """);
        using var senders = IssueSenders.Start(hub);
        for (var kill = 0; kill < Kills; kill++)
        {
            // At a moment that depends on how far the senders have come, not on a clock.
            await senders.MoreAsync(Random.Shared.Next(5, 120));

            // Every other time while a page of the poll is under way: an instance that was in flight at a kill starts some seconds later.
            if (kill % 2 == 0) await PollUnderWayAsync(hub);
            await hub.KillAsync();
            await hub.StartAgainAsync();
        }

        await senders.StopAsync();
        await ReadThroughAsync(hub);
        await LogReading.SettledAsync(hub);
        await hub.KillAsync();
        await CheckAsync(hub.Log, [.. senders.Acknowledged], repository);
        Directory.Delete(repository, recursive: true);
    }

    private static async Task CheckAsync(string path, int[] acknowledged, string repository)
    {
        await using var log = EmbeddedEventLog.Open(new(path));
        var raw = await LogReading.AllAsync(log, TopicFilter.Exact("raw.github-main.issue"));
        var stored = raw.GroupBy(r => r.Key).ToDictionary(g => int.Parse(g.Key, CultureInfo.InvariantCulture), g => g.Count());
        Assert.DoesNotContain(acknowledged, a => stored.GetValueOrDefault(a) != 1);
        Assert.DoesNotContain(stored, s => s.Value != 1);
        var commits = await LogReading.AllAsync(log, TopicFilter.Exact("raw.git-here.commit"));
        var expected = await CommitHistory.CountAsync(repository);
        Assert.Equal(expected, commits.Count);
        Assert.Equal(expected, commits.Select(c => c.Key).Distinct().Count());
        var events = await LogReading.EventsAsync(log);
        Assert.Equal(events.Count, events.Select(e => e.Id).Distinct().Count());
        Assert.Equal(stored.Keys.Order(), events.Where(e => e.Subject is { Instance: "github-main", Entity: "work-item" }).Select(e => int.Parse(e.Subject.Key, CultureInfo.InvariantCulture)).Order());
        Assert.Equal(expected, events.Where(e => e.Subject is { Instance: "git-here", Entity: "commit" }).Select(e => e.Subject).Distinct().Count());
    }

    // Or through already, where the senders were slow.
    private static async Task PollUnderWayAsync(HubProcess hub) =>
        await Waiting.UntilAsync("the poll has read something", async () => await CommitsAsync(hub) is { } commits && (commits.GetProperty("read").GetInt64() > 0 || IsReadThrough(commits)));

    private static async Task ReadThroughAsync(HubProcess hub) => await Waiting.UntilAsync("the poll is through", async () => await CommitsAsync(hub) is { } commits && IsReadThrough(commits));

    private static bool IsReadThrough(JsonElement stream) => stream.TryGetProperty("lastReadAt", out var at) && at.ValueKind == JsonValueKind.String;

    private static async Task<JsonElement?> CommitsAsync(HubProcess hub)
    {
        var state = (await hub.GetAsync("/api/v1/instances/git-here")).GetProperty("state");
        Assert.NotEqual("Failed", state.GetProperty("activity").GetString());
        return state.GetProperty("streams").TryGetProperty("commit", out var stream) ? stream : null;
    }
}
