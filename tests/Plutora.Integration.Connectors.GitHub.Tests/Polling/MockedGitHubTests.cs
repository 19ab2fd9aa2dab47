using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Mapping;
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
    public async Task The_mock_refuses_a_request_that_the_description_does_not_know()
    {
        await using var prism = await Prism.MockAsync(Path.Combine(Shared.Folder("openapi"), "github.json"), Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/repos/{Repository}/issues?state=bogus");
        request.Headers.Add("Accept", "application/json");
        using var response = await prism.Http.SendAsync(request, Ct);
        Assert.Equal(422, (int)response.StatusCode);
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
            var query = new Uri(request.Url).Query;
            foreach (var fault in description.Answer(request.Path, query).Faults)
            {
                faults.Enqueue(fault);
            }

            // GitHub takes its own media type for JSON everywhere; the description names the plain one alone.
            using var forwarded = new HttpRequestMessage(new(request.Method), request.Path + query);
            forwarded.Headers.TryAddWithoutValidation("Accept", "application/json");
            foreach (var (name, values) in request.Headers!.Where(h => h.Key is "Authorization" or "X-GitHub-Api-Version" or "If-None-Match"))
            {
                forwarded.Headers.TryAddWithoutValidation(name, values);
            }

            using var answer = await prism.Http.SendAsync(forwarded, CancellationToken.None);
            var body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
            if (!answer.IsSuccessStatusCode)
            {
                faults.Enqueue($"{request.Method} {request.Path}{query}: {(int)answer.StatusCode} {body}");
            }

            return new ResponseMessage
            {
                StatusCode = (int)answer.StatusCode,
                Headers = new Dictionary<string, WireMockList<string>> { ["Content-Type"] = new("application/json; charset=utf-8") },
                BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = body },
            };
        }));
        return server;
    }
}
