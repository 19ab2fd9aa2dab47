using System.Net;
using System.Text.Json;
using Confluent.Kafka.Admin;
using Plutora.Integration.Client;
using Plutora.Integration.Client.Kafka;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.EndToEnd.Tests;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Kafka;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>The least rights that the documentation lists are enough, each of them is needed, and one that is missing is told.</summary>
[Collection(KafkaCollection.Name)]
public sealed class KafkaRightsTests(GuardedBroker broker)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hub_does_all_its_work_with_the_least_rights_and_a_subscriber_reads_with_those_to_read()
    {
        await broker.StartAsync();
        var prefix = KafkaHubs.NewPrefix();
        await broker.AllowAsync("hub", DocumentedRights.OfHub(prefix));
        await broker.AllowAsync("subscriber", DocumentedRights.OfSubscriber(prefix, "reports"));
        var repository = await CommitHistory.MakeAsync(commits: 20);
        await using var hub = await HubProcess.StartAsync(KafkaHubs.Settings(prefix, broker.GuardedAddress, "hub", 10), environment: KafkaHubs.EnvironmentOf("hub"));
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
                Security = new() { Sasl = SaslMechanism.Plain, User = "hub-in-part", Password = GuardedBroker.PasswordOf("hub-in-part") },
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
