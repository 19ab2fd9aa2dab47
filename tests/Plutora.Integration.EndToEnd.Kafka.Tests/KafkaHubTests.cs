using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Plutora.Integration.EndToEnd.Tests;
using Plutora.Integration.EventLog.Kafka.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>The promises of a hub on a real Kafka, checked by Kafka's own consumer.</summary>
public sealed class KafkaHubTests
{
    // The longer run: PLUTORA_KILLS=50 with --filter-method "*A_killed_hub_loses_nothing_and_repeats_nothing*".
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("PLUTORA_KILLS") ?? "2", CultureInfo.InvariantCulture);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_hub_loses_nothing_and_repeats_nothing_and_one_with_an_empty_home_folder_takes_everything_over()
    {
        Broker.SkipIfMissing();
        var prefix = KafkaHubs.NewPrefix();
        var repository = await CommitHistory.MakeAsync(commits: 150 * Kills);
        await using var hub = await HubProcess.StartAsync(KafkaHubs.Settings(prefix));
        await KafkaHubs.AddGitHubAsync(hub);
        await KafkaHubs.CallAsync(hub, HttpMethod.Post, "/api/v1/instances", $$$"""{"id":"git-here","connector":"git","options":{"repositories":["{{{repository}}}"]} }""");
        using var senders = IssueSenders.Start(hub);
        for (var kill = 0; kill < Kills; kill++)
        {
            await senders.MoreAsync(Random.Shared.Next(5, 120));
            await hub.KillAsync();
            await hub.StartAgainAsync();
        }

        await senders.StopAsync();
        await KafkaHubs.ReadThroughAsync(hub, "git-here", "commit");
        await AdministerAsync(hub);
        var told = await TellAsync(hub);
        var administrator = await KafkaHubs.AdministratorAsync(hub);
        await hub.KillAsync();

        await using var heir = await KafkaHubs.HeirAsync(hub, prefix);
        await heir.StartAgainAsync(administrator);
        Assert.Equal(told, await TellAsync(heir));
        await KafkaHubs.OpenAsync(heir);
        var last = senders.Acknowledged.Max() + 1;
        Assert.Equal(HttpStatusCode.Accepted, await heir.DeliverAsync("issues", $"d{last}", IssueDeliveries.Body(last), Ct));
        Assert.Equal(HttpStatusCode.Accepted, await heir.DeliverAsync("issues", $"d{senders.Acknowledged.First()}", IssueDeliveries.Body(senders.Acknowledged.First()), Ct));
        await KafkaHubs.ReadThroughAsync(heir, "git-here", "commit");
        await LogReading.SettledAsync(heir);
        await heir.KillAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} kills, {senders.Acknowledged.Count} deliveries acknowledged.");
        await Ledger.CheckIssuesAsync(Broker.Address, prefix, [.. senders.Acknowledged, last]);
        await Ledger.CheckCommitsAsync(Broker.Address, prefix, repository);
        Directory.Delete(repository, recursive: true);
    }

    // A key, an overlay and an installed connector, so that there is something of each kind to take over.
    private static async Task AdministerAsync(HubProcess hub)
    {
        var source = Path.Combine(hub.Home, "source");
        Places.Drop("Good", source);
        await KafkaHubs.CallAsync(hub, HttpMethod.Post, "/api/v1/connectors", JsonSerializer.Serialize(new { source = Path.Combine(source, "Good") }));
        await KafkaHubs.CallAsync(hub, HttpMethod.Post, "/api/v1/keys", """{"name":"reader","role":"viewer"}""");
        await KafkaHubs.CallAsync(hub, HttpMethod.Post, "/api/v1/mappings/github-main/issue/activate", JsonSerializer.Serialize(new { overlay = "version: 1\nset:\n  description: title\n" }));
        Directory.Delete(source, recursive: true);
    }

    private static async Task<IReadOnlyList<string>> TellAsync(HubProcess hub)
    {
        string[] of(JsonElement list, params string[] members) => [.. list.EnumerateArray().Select(each => string.Join(' ', members.Select(member => each.GetProperty(member)))).Order(StringComparer.Ordinal)];
        return
        [
            .. (await hub.GetAsync("/api/v1/instances")).EnumerateArray().Select(each => each.GetProperty("definition").GetProperty("id").GetString()!).Order(StringComparer.Ordinal),
            .. of(await hub.GetAsync("/api/v1/keys"), "name", "role"),
            .. of(await hub.GetAsync("/api/v1/mappings"), "instance", "stream", "number", "fingerprint"),
            .. of(await hub.GetAsync("/api/v1/connectors"), "id", "version", "sha256"),
            .. (await hub.GetAsync("/api/v1/secrets")).EnumerateArray().Select(name => name.ToString()),
        ];
    }
}
