using System.Net;
using System.Text;
using System.Text.Json;
using Plutora.Integration.EndToEnd.Tests;
using Plutora.Integration.EventLog.Kafka.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>Rule 27 of state on a real Kafka: a forgotten person stands in no newest record, a date says when the former ones are gone, and nothing that is read again brings the person back.</summary>
public sealed class KafkaForgetTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forgotten_person_stands_in_no_newest_record_and_does_not_come_back_with_a_replay_or_a_later_webhook()
    {
        Broker.SkipIfMissing();
        var prefix = KafkaHubs.NewPrefix();
        await using var hub = await HubProcess.StartAsync(KafkaHubs.Settings(prefix));
        await KafkaHubs.AddGitHubAsync(hub);
        Assert.Equal(HttpStatusCode.Accepted, await hub.DeliverAsync("push", "d1", Push("c1"), Ct));
        await KafkaHubs.HasAsync(hub, ["github-main/commit/c1"]);
        await LogReading.SettledAsync(hub);
        Assert.Contains("Zora", await PersonsAsync(prefix), StringComparison.Ordinal);

        var before = TimeProvider.System.GetUtcNow();
        using var answer = await hub.Http.PostAsync("/api/v1/people/forget", new StringContent("""{"person":"zora@example.org"}""", Encoding.UTF8, "application/json"), Ct);
        var told = JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(Ct));
        Assert.True(answer.IsSuccessStatusCode, told.ToString());
        Assert.Equal(1, told.GetProperty("forgotten").GetProperty("entities").GetInt32());
        Assert.InRange(told.GetProperty("forgotten").GetProperty("goneBy").GetDateTimeOffset() - before, TimeSpan.FromDays(90), TimeSpan.FromDays(100));

        await KafkaHubs.CallAsync(hub, HttpMethod.Post, "/api/v1/mappings/github-main/push-commit/replay", "{}");
        Assert.Equal(HttpStatusCode.Accepted, await hub.DeliverAsync("push", "d2", Push("c2"), Ct));
        await KafkaHubs.HasAsync(hub, ["github-main/commit/c2"]);
        await LogReading.SettledAsync(hub);
        await hub.KillAsync();
        Assert.DoesNotContain("zora", await PersonsAsync(prefix), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("zora", await NewestAsync($"{prefix}raw.github-main.push-commit"), StringComparison.OrdinalIgnoreCase);
    }

    private static Task<string> PersonsAsync(string prefix) => NewestAsync($"{prefix}state.person.v1");

    // What compaction leaves: the newest record of each key.
    private static async Task<string> NewestAsync(string topic) =>
        string.Join('\n', (await CommittedTopic.ReadAsync(topic)).GroupBy(record => record.Key).Select(records => records.Last()).Select(record => $"{record.Key} {string.Join(' ', record.Headers.Values)} {record.Value}"));

    private static byte[] Push(string sha) => Encoding.UTF8.GetBytes($$$"""
        {"ref":"refs/heads/main","before":"b0","after":"{{{sha}}}","repository":{"id":1,"full_name":"o/r","url":"https://api.github.com/repos/o/r","default_branch":"main"},
         "commits":[{"id":"{{{sha}}}","message":"a change","timestamp":"2026-01-01T00:00:00Z","url":"https://github.com/o/r/commit/{{{sha}}}","author":{"name":"Zora Hurston","email":"zora@example.org"},
         "committer":{"name":"Zora Hurston","email":"zora@example.org"},"added":[],"removed":[],"modified":[]}]}
        """);
}
