using System.Security.Cryptography;
using System.Text;
using Plutora.Integration.Client;
using Plutora.Integration.Client.Subscribing;

namespace Plutora.Integration.Hub.Tests;

public sealed class WebhookTests
{
    private const string PullRequest = """
        {"action":"opened","number":7,"pull_request":{"id":700,"node_id":"PR_7","number":7,"state":"open","title":"Say hello","url":"https://api.github.com/repos/o/r/pulls/7",
        "html_url":"https://github.com/o/r/pull/7","created_at":"2030-01-01T00:00:00Z","updated_at":"2030-01-01T00:00:00Z","user":{"id":1,"login":"ada","type":"User"},
        "head":{"ref":"hello","sha":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},"base":{"ref":"main","sha":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","repo":{"id":5,"full_name":"o/r","url":"https://api.github.com/repos/o/r"}}},
        "repository":{"id":5,"full_name":"o/r","url":"https://api.github.com/repos/o/r"}}
        """;

    [Fact]
    public async Task A_signed_webhook_becomes_one_normalized_event_however_often_it_is_delivered()
    {
        await using var hub = await RunningHub.StartAsync();
        Assert.Equal(202, await DeliverAsync(hub, PullRequest, RunningHub.Secret, "d-1"));
        Assert.Equal(202, await DeliverAsync(hub, PullRequest, RunningHub.Secret, "d-1"));
        Assert.Equal(202, await DeliverAsync(hub, PullRequest, RunningHub.Secret, "d-2"));

        var title = (await FirstAsync(hub, "cdm.pull-request.v1")).ReadEntity()!.Title;
        var (status, entity) = await hub.CallAsync(HttpMethod.Get, "/api/v1/entities?id=" + Uri.EscapeDataString("o/r#7"), hub.Administrator);

        Assert.Equal("Say hello", title);
        Assert.Equal(200, status);
        Assert.Equal("github-main/pull-request/700", entity.GetProperty("id").GetString());
        var (_, events) = (0, await PageAsync(hub));
        Assert.Single(events, e => e.Event?.Subject.Entity == "pull-request");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another secret")]
    public async Task An_unsigned_or_wrongly_signed_webhook_is_refused(string? secret)
    {
        await using var hub = await RunningHub.StartAsync();
        Assert.Equal(401, await DeliverAsync(hub, PullRequest, secret, "d-1"));
    }

    [Fact]
    public async Task Broken_json_is_kept_as_a_dead_letter_that_names_the_place()
    {
        await using var hub = await RunningHub.StartAsync();
        Assert.Equal(202, await DeliverAsync(hub, """{"action":"opened",""", RunningHub.Secret, "d-1"));
        var (_, letters) = await hub.CallAsync(HttpMethod.Get, "/api/v1/dead-letters", hub.Administrator);
        Assert.Contains("line 1", Assert.Single(letters.EnumerateArray()).GetProperty("reason").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_with_413()
    {
        await using var hub = await RunningHub.StartAsync();
        Assert.Equal(413, await DeliverAsync(hub, new string(' ', 30_000_000), RunningHub.Secret, "d-1"));
    }

    [Fact]
    public async Task An_unknown_instance_is_named()
    {
        await using var hub = await RunningHub.StartAsync();
        var (status, problem) = await hub.CallAsync(HttpMethod.Post, "/hooks/nobody", null, new StringContent("{}"));
        Assert.Equal(404, status);
        Assert.Contains("'nobody'", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<int> DeliverAsync(RunningHub hub, string body, string? secret, string delivery)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/github-main") { Content = new ByteArrayContent(bytes) };
        // The hub refuses a large body before it is sent, as a tool that waits for 100 Continue sees it.
        request.Headers.ExpectContinue = bytes.Length > 1_000_000;
        request.Headers.Add("X-GitHub-Event", "pull_request");
        request.Headers.Add("X-GitHub-Delivery", delivery);
        if (secret is not null)
        {
            request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), bytes)));
        }

        using var response = await hub.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static async Task<ReceivedEvent> FirstAsync(RunningHub hub, string topic) =>
        await Subscriber(hub).StreamAsync([topic], null, follow: true, TestContext.Current.CancellationToken).FirstAsync(e => e.Event is not null, TestContext.Current.CancellationToken);

    private static async Task<List<ReceivedEvent>> PageAsync(RunningHub hub) =>
        await Subscriber(hub).StreamAsync(["cdm.*"], null, follow: false, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    private static EventSubscriber Subscriber(RunningHub hub) => new(hub.Http, new HubConnection(hub.Http.BaseAddress!, hub.Administrator), TimeProvider.System);
}
