using System.Net;
using System.Text;
using System.Text.Json;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.Model.Envelope;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Real payloads of GitHub through a hub as users run it: what goes in and what comes out, counted by kind.</summary>
public sealed class GitHubPayloadTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_recorded_webhook_goes_through_and_each_object_becomes_one_valid_entity()
    {
        var files = Directory.GetFiles(Shared.Folder("payloads/github-webhooks"), "*.json").Order(StringComparer.Ordinal).ToArray();
        await using var hub = await HubProcess.StartAsync("""
            instances:
              - { id: github-main, connector: github, options: {}, paused: true, webhook: { verifier: hmac, secret: "file:{home}/webhook.secret" } }
            """);
        var wanted = new HashSet<string>();
        foreach (var file in files)
        {
            var body = await File.ReadAllBytesAsync(file, Ct);
            var name = Path.GetFileName(file).Split('.')[0];
            Assert.Equal(HttpStatusCode.Accepted, await hub.DeliverAsync(name, Path.GetFileName(file), body, Ct));
            using var payload = JsonDocument.Parse(body);
            wanted.UnionWith(Entities(name, payload.RootElement));
        }

        await LogReading.SettledAsync(hub);
        Assert.Empty((await hub.GetAsync("/api/v1/dead-letters")).EnumerateArray());
        await hub.KillAsync();
        var events = await ReadAsync(hub);
        await hub.StartAgainAsync();
        await new ServedSchemas(hub).CheckAsync(events);
        var found = events.Select(e => $"{e.Subject.Entity} {e.Subject.Key}").ToHashSet();
        Assert.Empty(wanted.Except(found));
        Assert.Empty(found.Where(f => Counted(f.Split(' ')[0])).Except(wanted));
        Assert.True(files.Length >= 100, $"{files.Length} files");
    }

    [Fact]
    public async Task Every_recorded_answer_of_the_API_that_is_polled_becomes_one_valid_entity()
    {
        var folder = Shared.Folder("payloads/github");
        using var github = WireMockServer.Start();
        var recorded = new Dictionary<string, List<JsonElement>>();
        List<JsonElement> Load(string name) => recorded[name] = [.. File.ReadAllLines(Path.Combine(folder, name + ".jsonl")).Select(line => JsonElement.Parse(line).GetProperty("data"))];
        string List(string name) => "[" + string.Join(',', Load(name).Select(r => r.GetRawText())) + "]";
        void Get(string path, string body) => github.Given(Request.Create().WithPath("/api/v3" + path).UsingGet()).RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(body));
        Get("/repos/o/r", """{"id":7,"full_name":"o/r","name":"r","url":"https://api.github.com/repos/o/r","html_url":"https://github.com/o/r","default_branch":"main","updated_at":"2024-01-01T00:00:00Z"}""");
        Get("/repos/o/r/pulls", List("pull-request"));
        Get("/repos/o/r/issues", List("issue"));
        Get("/repos/o/r/issues/events", List("issue-event"));
        Get("/repos/o/r/commits", List("pull-request-commit"));
        Get("/repos/o/r/actions/runs", $$"""{"workflow_runs":{{List("workflow-run")}}}""");
        await using var hub = await HubProcess.StartAsync($$"""
            instances:
              - id: github-main
                connector: github
                options: { baseAddress: "{{github.Url}}/api/v3/", repositories: [o/r] }
            """);
        foreach (var (stream, name) in new[] { ("pull-request", "pull-request"), ("issue", "issue"), ("issue-event", "issue-event"), ("commit", "pull-request-commit"), ("workflow-run", "workflow-run") })
        {
            while (await ReadCountAsync(hub, stream) < recorded[name].Count) Ct.ThrowIfCancellationRequested();
        }

        await LogReading.SettledAsync(hub);
        Assert.Empty((await hub.GetAsync("/api/v1/dead-letters")).EnumerateArray());
        await hub.KillAsync();
        var events = await ReadAsync(hub);
        await hub.StartAgainAsync();
        await new ServedSchemas(hub).CheckAsync(events);
        Same("pull-request", recorded["pull-request"].Select(r => r.GetProperty("id").ToString()));
        // An issue that the list lacks is one once an event tells a state of it; by the others it is waited for.
        var told = recorded["issue-event"].Where(e => e.GetProperty("event").GetString() is "closed" or "reopened").Select(e => e.GetProperty("issue"));
        Same("work-item", recorded["issue"].Concat(told).Where(r => !r.TryGetProperty("pull_request", out _)).Select(r => r.GetProperty("id").ToString()));
        Same("commit", recorded["pull-request-commit"].Select(r => r.GetProperty("sha").ToString()));
        Same("pipeline-run", recorded["workflow-run"].Select(r => r.GetProperty("id").ToString()));

        void Same(string entity, IEnumerable<string> keys) =>
            Assert.Equal(keys.Distinct().Order(), events.Where(e => e.Subject.Entity == entity).Select(e => e.Subject.Key).Distinct().Order());
    }

    private static async Task<long> ReadCountAsync(HubProcess hub, string stream) =>
        (await hub.GetAsync("/api/v1/instances/github-main")).GetProperty("state").GetProperty("streams").TryGetProperty(stream, out var state) ? state.GetProperty("read").GetInt64() : 0;

    private static async Task<IReadOnlyList<NormalizedEvent>> ReadAsync(HubProcess hub)
    {
        await using var log = EmbeddedEventLog.Open(new(hub.Log));
        return await LogReading.EventsAsync(log);
    }

    // The kinds whose keys are the tool's own ids, so that what must come out can be read off what went in.
    private static bool Counted(string entity) => entity is "pull-request" or "work-item" or "review" or "milestone" or "pipeline-run" or "deployment" or "release" or "repository";

    private static IEnumerable<string> Entities(string name, JsonElement payload)
    {
        var action = payload.TryGetProperty("action", out var told) ? told.GetString() : null;
        bool Gone(string about) => name == about && action is "deleted";

        // One that moved to another repository is another issue there.
        if (name == "issues" && action == "transferred")
        {
            yield return $"work-item {payload.GetProperty("changes").GetProperty("new_issue").GetProperty("id")}";
            yield break;
        }

        (string Member, string Entity, bool Take)[] parts =
        [
            ("pull_request", "pull-request", name is "pull_request" or "pull_request_review" or "pull_request_review_comment" or "pull_request_review_thread"),
            ("issue", "work-item", name is "issues" or "issue_comment"),
            ("review", "review", name == "pull_request_review"),
            ("milestone", "milestone", name == "milestone"),
            ("workflow_run", "pipeline-run", name == "workflow_run"),
            ("deployment", "deployment", name is "deployment" or "deployment_status"),
            ("release", "release", name == "release"),
            ("repository", "repository", name == "repository"),
        ];
        foreach (var (member, entity, take) in parts)
        {
            if (take && !Gone(name == "issues" ? "issues" : member) && payload.TryGetProperty(member, out var found) && !found.TryGetProperty("pull_request", out _))
            {
                yield return $"{entity} {found.GetProperty("id")}";
            }
        }
    }
}
