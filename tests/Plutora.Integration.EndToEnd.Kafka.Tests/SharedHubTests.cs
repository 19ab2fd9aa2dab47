using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Plutora.Integration.EndToEnd.Tests;
using Plutora.Integration.EventLog.Kafka.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>Several hubs on one Kafka: they share the work, and what is administered at one holds at all.</summary>
public sealed class SharedHubTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_hubs_one_is_killed_and_the_other_goes_on_with_all_of_the_work_and_a_person_whom_several_streams_name_is_published_in_order()
    {
        Broker.SkipIfMissing();
        var prefix = KafkaHubs.NewPrefix();
        await using var one = await HubProcess.StartAsync(KafkaHubs.Settings(prefix));
        await KafkaHubs.AddGitHubAsync(one);
        await using var two = await KafkaHubs.HeirAsync(one, prefix);
        await two.StartAgainAsync(await KafkaHubs.AdministratorAsync(one));
        await KafkaHubs.OpenAsync(two);
        using var senders = IssueSenders.Start(IssueDeliveries.OfOnePerson, one, two);
        await senders.MoreAsync(100);
        await one.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        var before = senders.Acknowledged.ToList();
        await senders.MoreAsync(100);
        await KafkaHubs.HasAsync(two, before.Select(number => number % 2 == 0 ? $"github-main/work-item/{number}" : $"github-main/pull-request/{number}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"All that was acknowledged before the kill was published {Stopwatch.GetElapsedTime(killed).TotalSeconds:0.0} s after it.");
        await senders.StopAsync();
        await LogReading.SettledAsync(two);
        await two.KillAsync();
        await Ledger.CheckOfOnePersonAsync(Broker.Address, prefix, senders.Acknowledged, hubs: 2);
    }

    [Fact]
    public async Task Two_hubs_that_start_at_once_are_one_and_what_a_killed_one_read_is_read_by_the_other()
    {
        Broker.SkipIfMissing();
        var prefix = KafkaHubs.NewPrefix();
        var repository = await CommitHistory.MakeAsync(commits: 20);
        var settings = KafkaHubs.Settings(prefix) + """

            instances:
              - { id: in-file, connector: git, paused: true, options: { repositories: [/nowhere] } }
            """;
        await using var one = await HubProcess.PrepareAsync(settings);
        await using var two = await HubProcess.PrepareAsync(settings);
        await using var other = await HubProcess.PrepareAsync(settings.Replace("/nowhere", "/elsewhere", StringComparison.Ordinal));
        var master = RandomNumberGenerator.GetBytes(32);
        foreach (var hub in new[] { one, two, other }) await File.WriteAllBytesAsync(Path.Combine(hub.Home, "master.key"), master, Ct);

        // One of them makes the administrator's key, and it is good at both.
        await Task.WhenAll(one.StartAgainAsync("none yet"), two.StartAgainAsync("none yet"));
        var made = Assert.Single(new[] { one, two }, hub => File.Exists(Path.Combine(hub.Home, "admin.key")));
        foreach (var hub in new[] { one, two }) hub.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await KafkaHubs.AdministratorAsync(made));
        Assert.Single((await two.GetAsync("/api/v1/keys")).EnumerateArray());

        // One that carries other instances in its file is refused by name.
        other.Launch();
        Assert.NotEqual(0, await other.EndedAsync());
        Assert.Contains("instance 'in-file' differs there", other.Output, StringComparison.Ordinal);

        await KeysAreGoodEverywhereAsync(one, two);
        await KafkaHubs.CallAsync(one, HttpMethod.Post, "/api/v1/instances", $$$"""{"id":"git-here","connector":"git","options":{"repositories":["{{{repository}}}"]},"intervals":{"commit":1,"branch":1,"repository":1,"tag":1} }""");
        var reader = await ReaderAsync("git-here", one, two);
        var idle = reader == one ? two : one;
        await MappingsAreFollowedAsync(one, two);
        await KafkaHubs.HasAsync(idle, [$"git-here/commit/{await CommitHistory.HeadAsync(repository)}"]);

        await reader.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        var added = await CommitHistory.AddAsync(repository);
        await Waiting.UntilAsync("the other hub has read what came after the kill", async () => await KafkaHubs.KnowsAsync(idle, $"git-here/commit/{added}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"A commit made after the kill was published by the other hub {Stopwatch.GetElapsedTime(killed).TotalSeconds:0.0} s after it.");
        Assert.Same(idle, await ReaderAsync("git-here", idle));
        await LogReading.SettledAsync(idle);
        await idle.KillAsync();
        var commits = await CommitHistory.CountAsync(repository);
        var (raw, published) = await CommittedTopic.ReadAsync(prefix + "raw.git-here.commit", prefix + "cdm.commit.v1");
        Assert.Equal(commits, raw.Count);
        Assert.Equal(published.Count, published.Select(c => c.Headers["ce_id"]).Distinct().Count());
        Assert.Equal(commits, published.Select(c => c.Key).Distinct().Count());
        Directory.Delete(repository, recursive: true);
    }

    [Fact]
    public async Task Drift_of_a_stream_that_two_hubs_normalize_is_listed_as_one_and_accepted_once()
    {
        // The form of the stream is learned from so many records, at each hub.
        const int Learned = 200, Before = 800, Behind = 700;
        Broker.SkipIfMissing();
        var prefix = KafkaHubs.NewPrefix();
        const string OneMember = "\nnormalize: { workers: 1 }\n";
        await using var one = await HubProcess.StartAsync(KafkaHubs.Settings(prefix) + OneMember);
        await KafkaHubs.AddGitHubAsync(one);
        await using var two = await KafkaHubs.HeirAsync(one, prefix);
        await File.AppendAllTextAsync(Path.Combine(two.Home, "plutora.yaml"), OneMember, Ct);
        await two.StartAgainAsync(await KafkaHubs.AdministratorAsync(one));
        await KafkaHubs.OpenAsync(two);
        await Waiting.UntilAsync("both hubs normalize a share of the records", async () => await MembersAtWorkAsync(prefix + "normalizer") == 2);

        await DeliverAsync(1, Before, "\"labels\":[]");
        await LogReading.SettledAsync(one);
        await DeliverAsync(Before + 1, Behind, "\"labels\":[],\"mood\":1");
        var told = Drift.None;
        await Waiting.UntilAsync("both hubs list the same of what both saw", async () => (told = await DriftAsync(one)) == await DriftAsync(two) && told.Records >= 2 * Learned && told.New == "mood");
        TestContext.Current.TestOutputHelper?.WriteLine($"{told.Records} records were looked at by both, {told.Count} of them with the new path.");

        await KafkaHubs.CallAsync(two, HttpMethod.Post, "/api/v1/mappings/github-main/issue/drift/accept", "");
        foreach (var hub in new[] { one, two }) await Waiting.UntilAsync("what was accepted at one hub is accepted at all", async () => (await DriftAsync(hub)).New == "");

        async Task DeliverAsync(int first, int count, string members) =>
            await Parallel.ForEachAsync(Enumerable.Range(first, count), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Ct }, async (number, ct) =>
            {
                var body = Encoding.UTF8.GetString(IssueDeliveries.Body(number)).Replace("\"labels\":[]", members, StringComparison.Ordinal);
                Assert.Equal(HttpStatusCode.Accepted, await (number % 2 == 0 ? one : two).DeliverAsync("issues", $"d{number}", Encoding.UTF8.GetBytes(body), ct));
            });
    }

    /// <summary>Members of a group that have a share of its work, as Kafka's own tool tells them.</summary>
    private static async Task<int> MembersAtWorkAsync(string group)
    {
        using var tool = Broker.Tool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", "--bootstrap-server", Broker.Address, "--describe", "--group", group, "--members");
        _ = tool.StandardError.ReadToEndAsync(Ct);
        var lines = (await tool.StandardOutput.ReadToEndAsync(Ct)).Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return lines.Count(words => words is [var name, _, _, _, var shares, ..] && name == group && shares is not "0");
    }

    private static async Task<Drift> DriftAsync(HubProcess hub)
    {
        var streams = (await hub.GetAsync("/api/v1/mappings/drift?instance=github-main")).EnumerateArray().Where(each => each.GetProperty("stream").GetString() == "issue").ToList();
        if (streams is not [var stream]) return Drift.None;
        var paths = stream.GetProperty("new").EnumerateArray().ToList();
        return new(stream.GetProperty("records").GetInt64(), string.Join(',', paths.Select(path => path.GetProperty("path").GetString())), paths.Sum(path => path.GetProperty("count").GetInt64()));
    }

    private sealed record Drift(long Records, string New, long Count)
    {
        public static readonly Drift None = new(0, "", 0);
    }

    private static async Task KeysAreGoodEverywhereAsync(HubProcess at, HubProcess elsewhere)
    {
        using var created = await at.Http.PostAsJsonAsync("/api/v1/keys", new { name = "reader", role = "viewer" }, Ct);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(Ct));
        var key = JsonElement.Parse(await created.Content.ReadAsByteArrayAsync(Ct)).GetProperty("key").GetString();
        await Waiting.UntilAsync("a key made at one hub is good at the other", async () => await IsGoodAsync(elsewhere, key));
        using var revoked = await at.Http.DeleteAsync("/api/v1/keys/reader", Ct);
        await Waiting.UntilAsync("a key revoked at one hub is refused at the other", async () => !await IsGoodAsync(elsewhere, key));
    }

    private static async Task<bool> IsGoodAsync(HubProcess hub, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/instances");
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await hub.Http.SendAsync(request, Ct);
        return answer.IsSuccessStatusCode;
    }

    private static async Task MappingsAreFollowedAsync(HubProcess at, HubProcess elsewhere)
    {
        await KafkaHubs.CallAsync(at, HttpMethod.Post, "/api/v1/mappings/git-here/tag/activate", JsonSerializer.Serialize(new { overlay = "version: 1\nset:\n  title: name\n" }));
        var number = await NumberAsync(at);
        await Waiting.UntilAsync("a mapping activated at one hub runs at the other", async () => await NumberAsync(elsewhere) == number);

        static async Task<int> NumberAsync(HubProcess hub) =>
            (await hub.GetAsync("/api/v1/mappings")).EnumerateArray().Where(m => m.GetProperty("instance").GetString() == "git-here" && m.GetProperty("stream").GetString() == "tag").Select(m => m.GetProperty("number").GetInt32()).DefaultIfEmpty().Max();
    }

    /// <summary>The one hub that reads an instance, once all others say that it is read elsewhere.</summary>
    private static async Task<HubProcess> ReaderAsync(string instance, params HubProcess[] hubs)
    {
        HubProcess? reader = null;
        await Waiting.UntilAsync($"exactly one hub reads '{instance}'", async () =>
        {
            var doing = new List<(HubProcess Hub, string? Activity)>();
            foreach (var hub in hubs) doing.Add((hub, await ActivityAsync(hub, instance)));
            reader = doing.Where(d => string.Equals(d.Activity, "running", StringComparison.OrdinalIgnoreCase)).Select(d => d.Hub).FirstOrDefault();
            return reader is not null && doing.Count(d => string.Equals(d.Activity, "elsewhere", StringComparison.OrdinalIgnoreCase)) == hubs.Length - 1;
        });
        return reader!;
    }

    private static async Task<string?> ActivityAsync(HubProcess hub, string instance)
    {
        using var answer = await hub.Http.GetAsync($"/api/v1/instances/{instance}", Ct);
        return !answer.IsSuccessStatusCode ? null
            : JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(Ct)).TryGetProperty("state", out var state) && state.ValueKind == JsonValueKind.Object ? state.GetProperty("activity").GetString() : null;
    }
}
