using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Mapping;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Tests;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Plutora.Integration.Connectors.GitHub.Tests.Polling;

/// <summary>Polling a GitHub that was not written here: Prism serves GitHub's published description and refuses what it does not describe.</summary>
public sealed class MockedGitHubTests
{
    private const string Repository = "octocat/Hello-World";
    private const string RepositoryId = "1296269";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_stream_that_is_described_is_polled_and_its_records_become_entities()
    {
        var file = Path.Combine(Shared.Folder("openapi"), "github.json");
        await using var prism = await Prism.MockAsync(file, Ct);
        using var description = new Description(file);
        var faults = new ConcurrentQueue<string>();
        using var server = Front(prism, description, faults);
        await using var instance = Opened.Instance(new JsonObject { ["baseAddress"] = server.Url, ["token"] = "t0ken", ["repositories"] = new JsonArray(Repository) });

        var check = await instance.CheckAsync(Ct);
        Assert.True(check.Succeeded, check.Message);
        foreach (var stream in DescribedGitHubTests.Described())
        {
            var records = await ReadAsync(instance, stream.Id);
            Assert.True(records.Count > 0, $"{stream.Id} yields no record.");
            Assert.All(records, r => Assert.Equal(stream.Id, r.Stream));
            Assert.All(records, r => AssertMapped(stream, r));
        }

        Assert.Empty(faults);
        Assert.True(server.LogEntries.Count > 20, $"{server.LogEntries.Count} requests");
    }

    [Fact]
    public async Task Every_request_of_an_action_is_described()
    {
        var file = Path.Combine(Shared.Folder("openapi"), "github.json");
        await using var prism = await Prism.MockAsync(file, Ct);
        using var description = new Description(file);
        var faults = new ConcurrentQueue<string>();
        using var server = Front(prism, description, faults);
        await using var instance = Opened.Instance(new JsonObject { ["baseAddress"] = server.Url, ["token"] = "t0ken" });
        await ActAsync(instance, "create-ticket", """{"title":"T","description":"D","kind":"Bug","assignee":"octocat","labels":["bug"]}""", null, null, Repository);
        await ActAsync(instance, "comment", """{"text":"T"}""", "issue", "1");
        await ActAsync(instance, "comment", """{"text":"T"}""", "pull-request", "1");
        await ActAsync(instance, "close-ticket", """{"resolution":"not_planned","comment":"C"}""", "issue", "1");
        await ActAsync(instance, "transition", """{"state":"closed"}""", "issue", "1");
        await ActAsync(instance, "merge", """{"title":"T","message":"M"}""", "pull-request", "1");

        // By file name: to Prism a number is both that the description allows, where one is asked for.
        await ActAsync(instance, "trigger-build", """{"workflow":"ci.yml","parameters":{"level":"debug"}}""", "repository", RepositoryId);
        await ActAsync(instance, "deploy", """{"version":"v1","comment":"C","parameters":{"shop":"de"}}""", null, $"{Repository}/staging");
        await ActAsync(instance, "set-deployment-status", """{"state":"in_progress","description":"D","logUrl":"https://example.com/log"}""", "deployment", "1");
        await ActAsync(instance, "create-release", """{"tag":"v9","title":"T","notes":"N","commit":"main","prerelease":true}""", "repository", RepositoryId);
        await ActAsync(instance, "create-release", """{"tag":"v9","draft":true}""", "repository", RepositoryId);

        await using var app = Opened.Instance(new JsonObject { ["baseAddress"] = server.Url, ["appId"] = "1", ["installationId"] = 1, ["privateKey"] = System.Security.Cryptography.RSA.Create(2048).ExportRSAPrivateKeyPem() });
        var check = await app.CheckAsync(Ct);
        Assert.True(check.Succeeded, check.Message);

        Assert.Empty(faults);
        Assert.Equal(
            ["PATCH issues", "POST access_tokens", "POST comments", "POST deployments", "POST dispatches", "POST issues", "POST releases", "POST statuses", "PUT merge"],
            server.LogEntries.Where(e => e.RequestMessage!.Method != "GET").Select(e => $"{e.RequestMessage!.Method} {e.RequestMessage.Path.Split('/')[^1].Replace("1347", "issues", StringComparison.Ordinal)}").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_mock_refuses_a_request_that_the_description_does_not_know()
    {
        await using var prism = await Prism.MockAsync(Path.Combine(Shared.Folder("openapi"), "github.json"), Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/repos/{Repository}/issues?state=bogus");
        request.Headers.Add("Accept", "application/json");
        using var response = await prism.Http.SendAsync(request, Ct);
        Assert.Equal(422, (int)response.StatusCode);
    }

    private static async Task ActAsync(ConnectorInstance instance, string action, string arguments, string? stream, string? target, string? container = RepositoryId)
    {
        var request = new ActionRequest
        {
            ActionId = "action-1",
            Action = action,
            Target = target,
            TargetStream = stream,
            Known = """{"id":1,"number":1347}"""u8.ToArray(),
            Container = container,
            Arguments = JsonElement.Parse(arguments),
        };
        Assert.NotEmpty((await instance.PreviewAsync(request, Ct)).Summary);
        Assert.Equal(JsonValueKind.Object, (await instance.ExecuteAsync(request, Ct)).Values.ValueKind);
        await instance.SettleAsync(request, Ct);
    }

    private static void AssertMapped(StreamDescriptor stream, SourceRecord record)
    {
        var compiled = MappingCompiler.Compile(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mappings", stream.Id + ".yaml")), stream.Id + ".yaml");
        var mapped = compiled.Mapping!.Map(new(record.Json, record.Time, stream.Partial), new("mocked", new byte[32]), Ct);

        // A pull request in its form as issue is told by the stream of pull requests.
        var issue = JsonElement.Parse(record.Json.Span);
        var twice = stream.Id is "issue" or "issue-event" && (stream.Id == "issue" ? issue : issue.GetProperty("issue")).TryGetProperty("pull_request", out _);
        Assert.Equal(twice, mapped.Entities.Count == 0);
        Assert.All(mapped.Entities, e => Assert.Equal("mocked", e.Id.Instance));
    }

    private static async Task<List<SourceRecord>> ReadAsync(ConnectorInstance instance, string stream)
    {
        var records = new List<SourceRecord>();
        await foreach (var page in instance.ReadAsync(new ReadRequest { Stream = stream }, Ct))
        {
            Assert.Empty(page.Faults);
            records.AddRange(page.Records);
        }

        return records;
    }

    // In front of the mock: what is sent is held against the description where Prism looks away (parameters that it does not know); what
    // comes back loses the example's Link, which leads to api.github.com and to pages that the description does not hold.
    private static WireMockServer Front(Prism prism, Description description, ConcurrentQueue<string> faults)
    {
        var server = WireMockServer.Start();
        server.Given(Request.Create().UsingAnyMethod()).RespondWith(Response.Create().WithCallback(async request =>
        {
            // A repository's address by its id, which GitHub writes into its own links, is not described: it stands for that by the name.
            var query = new Uri(request.Url).Query;
            var path = request.Path.StartsWith($"/repositories/{RepositoryId}", StringComparison.Ordinal) ? $"/repos/{Repository}{request.Path[$"/repositories/{RepositoryId}".Length..]}" : request.Path;
            foreach (var fault in request.Method == "GET" ? description.Answer(path, query).Faults : [])
            {
                faults.Enqueue(fault);
            }

            // GitHub takes its own media type for JSON everywhere; the description names the plain one alone.
            using var forwarded = new HttpRequestMessage(new(request.Method), path + query);
            if (request.Body is { Length: > 0 } sent)
            {
                forwarded.Content = new StringContent(sent, System.Text.Encoding.UTF8, "application/json");
            }

            // The example is of a release that is there.
            var absent = path.Contains("/releases/tags/", StringComparison.Ordinal);
            if (absent)
            {
                forwarded.Headers.Add("Prefer", "code=404");
            }

            forwarded.Headers.TryAddWithoutValidation("Accept", "application/json");
            foreach (var (name, values) in request.Headers!.Where(h => h.Key is "Authorization" or "X-GitHub-Api-Version" or "If-None-Match"))
            {
                forwarded.Headers.TryAddWithoutValidation(name, values);
            }

            using var answer = await prism.Http.SendAsync(forwarded, CancellationToken.None);
            var body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
            if (!answer.IsSuccessStatusCode && !(absent && answer.StatusCode == System.Net.HttpStatusCode.NotFound))
            {
                faults.Enqueue($"{request.Method} {request.Path}{query}: {(int)answer.StatusCode} {body}");
            }

            // The example of one issue is a reference to another where its value should be.
            if (request.Method == "GET" && path.EndsWith("/issues/1347", StringComparison.Ordinal))
            {
                body = """{"id":1,"number":1347,"title":"Found a bug","state":"open","comments":0,"html_url":"https://github.com/octocat/Hello-World/issues/1347","updated_at":"2011-04-22T13:33:48Z"}""";
            }

            // The example of a pull request is open and merged at once.
            if (request.Method == "GET" && path.EndsWith("/pulls/1347", StringComparison.Ordinal))
            {
                var pull = JsonNode.Parse(body)!.AsObject();
                pull["merged_at"] = null;
                body = pull.ToJsonString();
            }

            return ToolAnswers.Json(body, (int)answer.StatusCode);
        }));
        return server;
    }
}
