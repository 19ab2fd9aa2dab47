using System.Net;
using System.Text;
using System.Text.Json;
using Acme.Company.Hosting;
using Acme.Company.Scenario;
using Acme.Company.Tools.Jira;
using Acme.Company.World;
using Acme.Company.World.Deeds;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Plutora.Integration.Client;
using Plutora.Integration.Client.Kafka;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.EndToEnd.Tests;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Kafka;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>The least rights that the documentation lists are enough, each of them is needed, and one that is missing is told.</summary>
public sealed class KafkaRightsTests(GuardedBroker broker) : IClassFixture<GuardedBroker>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hub_does_all_its_work_with_the_least_rights_a_subscriber_reads_and_a_caller_asks_by_topic_with_theirs()
    {
        await broker.StartAsync();
        var prefix = KafkaHubs.NewPrefix();
        await broker.AllowAsync("hub", DocumentedRights.OfHub(prefix));
        await broker.AllowAsync("subscriber", DocumentedRights.OfSubscriber(prefix, "reports"));
        var repository = await CommitHistory.MakeAsync(commits: 20);
        await using var hub = await HubProcess.StartAsync(KafkaHubs.Settings(prefix, broker.GuardedAddress, "hub", 10) + "\nactions: { inbox: true }", environment: KafkaHubs.EnvironmentOf("hub"));
        await KafkaHubs.AddGitHubAsync(hub);
        await KafkaHubs.CallAsync(hub, HttpMethod.Post, "/api/v1/instances", $$$"""{"id":"git-here","connector":"git","options":{"repositories":["{{{repository}}}"]} }""");
        foreach (var number in Enumerable.Range(1, 10)) Assert.Equal(HttpStatusCode.Accepted, await hub.DeliverAsync("issues", $"d{number}", IssueDeliveries.Body(number), Ct));
        await KafkaHubs.ReadThroughAsync(hub, "git-here", "commit");
        await KafkaHubs.CallAsync(hub, HttpMethod.Post, "/api/v1/mappings/github-main/issue/activate", JsonSerializer.Serialize(new { overlay = "version: 1\nset:\n  description: title\n" }));
        await KafkaHubs.CallAsync(hub, HttpMethod.Post, "/api/v1/mappings/github-main/issue/replay", "{}");
        await Waiting.UntilAsync("an issue is mapped anew", async () => (await DescriptionAsync(hub, 10)) == "Issue 10");
        await KafkaHubs.HasAsync(hub, [$"git-here/commit/{await CommitHistory.HeadAsync(repository)}"]);
        // Its rewriting closes segments, which alters a topic's settings for a moment.
        await KafkaHubs.CallAsync(hub, HttpMethod.Post, "/api/v1/people/forget", """{"person":"nobody@example.org"}""");
        await AskByTopicAsync(hub, prefix);
        await LogReading.SettledAsync(hub);
        Assert.DoesNotContain("AuthorizationFailed", hub.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("uthorization failed", hub.Output, StringComparison.Ordinal);
        await SubscribeAsync(prefix);
        Directory.Delete(repository, recursive: true);
    }

    [Theory]
    [InlineData("topic", "Read", "read")]
    [InlineData("topic", "Write", "commit a transaction")]
    [InlineData("topic", "Create", "make topic")]
    [InlineData("topic", "AlterConfigs", "alter topic")]
    [InlineData("group", "Read", "group")]
    [InlineData("transactional id", "Write", "producer")]
    public async Task A_right_that_is_missing_is_told_with_what_it_is_needed_for_and_where(string resource, string operation, string told)
    {
        await broker.StartAsync();
        var prefix = KafkaHubs.NewPrefix();
        await broker.ForbidAsync("hub-in-part");
        var rights = DocumentedRights.OfHub(prefix).ToList();
        var kind = resource == "transactional id" ? Right.TransactionalId : Enum.Parse<ResourceType>(resource, ignoreCase: true);
        await broker.AllowAsync("hub-in-part", rights.Select(right => right.Resource == kind ? right with { Operations = [.. right.Operations.Where(o => o.ToString() != operation)] } : right));
        var refused = await Assert.ThrowsAsync<LogException>(() => WorkAsync(prefix));
        TestContext.Current.TestOutputHelper?.WriteLine(refused.Message);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.Contains(prefix, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"the right {operation} on", refused.Message, StringComparison.Ordinal);
        Assert.Contains("docs/administrators/kafka.md", refused.Message, StringComparison.Ordinal);
    }

    // What a hub does with its log, in short.
    private async Task WorkAsync(string prefix)
    {
        var folder = Directory.CreateTempSubdirectory("plutora-rights-").FullName;
        try
        {
            await using var log = await KafkaEventLog.OpenAsync(new(broker.GuardedAddress, folder)
            {
                TopicPrefix = prefix,
                Shares = 4,
                ReplicationFactor = 1,
                OperationTimeout = TimeSpan.FromSeconds(20),
                Security = new() { Sasl = EventLog.Kafka.SaslMechanism.Plain, User = "hub-in-part", Password = GuardedBroker.PasswordOf("hub-in-part") },
            }, Ct);
            await log.EnsureTopicAsync(new("a", 1, TopicRetention.Forever), Ct);
            await log.AppendAsync([new("a", "k", "v"u8.ToArray())], Ct);
            await using var member = await log.SubscribeAsync(new("g", TopicFilter.Exact("a"), LogStart.Earliest), Ct);
            var batch = await member.ReadAsync(10, Ct);
            await using (var transaction = await member.BeginAsync(batch, Ct))
            {
                transaction.PutState("s", "k", "v"u8.ToArray());
                await transaction.CommitAsync(Ct);
            }

            await log.UpdateRetentionAsync("a", TopicRetention.Delete(TimeSpan.FromDays(1)), Ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A ticket of a Jira is closed by a request that a client of Kafka's own writes, twice over; one that was altered behind its signature is not done.
    private async Task AskByTopicAsync(HubProcess hub, string prefix)
    {
        await broker.AllowAsync(ForeignCaller.User, DocumentedRights.OfCaller(prefix));
        var world = CompanyScenario.Found(5, 1, 0, TimeProvider.System.GetUtcNow(), TimeProvider.System).World;
        var by = world.All<Person>().First().Login;
        var (asked, other) = (Written(world, "The basket forgets its content", by), Written(world, "Nobody can pay", by));
        await using var company = await CompanyHost.StartAsync(world, [new JiraTool(world)], 0, Ct);
        var jira = company.Tools.Single().Instance(company.AddressOf("jira"));
        await KafkaHubs.CallAsync(hub, HttpMethod.Put, "/api/v1/secrets/jira", JsonSerializer.Serialize(new { value = jira.Secrets["token"] }));
        await KafkaHubs.CallAsync(hub, HttpMethod.Post, "/api/v1/instances", JsonSerializer.Serialize(new { id = "jira", connector = jira.Connector, options = new Dictionary<string, object>(jira.Options) { ["token"] = "store:jira" } }));
        await KafkaHubs.HasAsync(hub, [asked.Key, other.Key]);
        using var made = await hub.Http.PostAsync("/api/v1/keys", new StringContent("""{"name":"shop-service","role":"operator"}""", Encoding.UTF8, "application/json"), Ct);
        var caller = new ForeignCaller(broker, prefix, "shop-service", JsonElement.Parse(await made.Content.ReadAsByteArrayAsync(Ct)).GetProperty("key").GetString()!);

        var now = TimeProvider.System.GetUtcNow();
        var right = caller.Signed($$$"""{"action":"close-ticket","target":"{{{asked.Key}}}","arguments":{"resolution":"Done"},"idempotencyKey":"deployed-1"}""", now);
        var altered = caller.Signed($$$"""{"action":"close-ticket","target":"{{{other.Key}}}","arguments":{"resolution":"Done"},"idempotencyKey":"deployed-2"}""", now);
        altered.Value = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(altered.Value).Replace("Done", "Duplicate", StringComparison.Ordinal));
        await caller.WriteAsync("actions.inbox.v1", right, altered, right);
        var ends = caller.Ends(told => told.Any(t => t.Type.EndsWith("completed.v1", StringComparison.Ordinal) && Status(t.Told) == "succeeded") && told.Any(t => t.Type.EndsWith("refused.v1", StringComparison.Ordinal)));

        var done = Assert.Single(ends, e => Status(e.Told) == "succeeded");
        Assert.Equal(("shop-service", "deployed-1"), (done.Told.GetProperty("by").GetString(), done.Told.GetProperty("idempotencyKey").GetString()));
        var refused = Assert.Single(ends, e => e.Type == "com.plutora.action.refused.v1");
        Assert.Contains("signature is not that", refused.Told.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Single(world.Get<WorkItem>(asked.Id).History, h => h.To == WorkState.Done);
        Assert.NotEqual(WorkState.Done, world.Get<WorkItem>(other.Id).State);

        // Only the hub may say what is to be done.
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, (await Assert.ThrowsAsync<ProduceException<string, byte[]>>(() => caller.WriteAsync("actions.requested.v1", right))).Error.Code);
        await KafkaHubs.CallAsync(hub, HttpMethod.Post, "/api/v1/instances/jira/pause", "{}");
    }

    private static string? Status(JsonElement told) => told.TryGetProperty("status", out var status) ? status.GetString()!.ToLowerInvariant() : null;

    private static WorkItem Written(CompanyWorld world, string title, string by) => world.Write(new WorkItem { Key = "", Kind = WorkKind.Bug, Title = title, TeamId = 1, Reporter = by }, by);

    private async Task SubscribeAsync(string prefix)
    {
        var subscriber = new KafkaEventSubscriber(SubscriberOptions(prefix), TimeProvider.System);
        var seen = 0;
        await foreach (var received in subscriber.StreamAsync(new(["cdm.commit.v1"]) { Follow = false }, Ct)) seen += received.Event is null ? 0 : 1;
        Assert.True(seen >= 20, $"The subscriber read {seen} commits.");

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var handled = 0;
        var group = new Subscription("reports", "cdm.work-item.v1").Handle<Model.Entities.WorkItem>((_, _) =>
        {
            if (++handled == 10) enough.Cancel();
            return default;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => subscriber.RunAsGroupAsync(group, null, enough.Token));
        Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<HubException>(() => subscriber.RunAsGroupAsync(new Subscription("others", "cdm.work-item.v1"), null, Ct))).Status);
    }

    private KafkaSubscriberOptions SubscriberOptions(string prefix)
    {
        var options = new KafkaSubscriberOptions { BootstrapServers = broker.GuardedAddress, TopicPrefix = prefix, RequestTimeout = TimeSpan.FromSeconds(10) };
        foreach (var (name, value) in new[] { ("security.protocol", "sasl_plaintext"), ("sasl.mechanism", "PLAIN"), ("sasl.username", "subscriber"), ("sasl.password", GuardedBroker.PasswordOf("subscriber")) }) options.Properties[name] = value;
        return options;
    }

    private static async Task<string?> DescriptionAsync(HubProcess hub, int number) =>
        await hub.FindEntityAsync($"github-main/work-item/{number}") is { } issue && issue.TryGetProperty("description", out var text) ? text.GetString() : null;
}
