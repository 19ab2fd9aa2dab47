using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Connectors.Jenkins.Tests.Support;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Tests;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Plutora.Integration.Connectors.Jenkins.Tests;

/// <summary>What the connector sends, and what the simulated Jenkins of these tests answers, against the published description of Jenkins' API, by Prism.</summary>
public sealed partial class DescribedJenkinsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_and_simulated_answer_that_is_described_is_as_described()
    {
        var description = Path.Combine(Shared.Folder("openapi"), "jenkins.yml");
        await using var jenkins = new FakeJenkins { Crumbs = FakeCrumbs.Old };
        Fill(jenkins);
        await using var prism = await Prism.ProxyAsync(description, jenkins.Server.Url + "/ci", Ct);
        var (described, faults, sent) = (Described(description), new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        using var front = Front(prism, jenkins, (method, path) => described.Any(d => d.Method == method && d.Path.IsMatch(path)), faults, sent);
        await using var instance = Open(front.Url!);

        var check = await instance.CheckAsync(Ct);
        Assert.True(check.Succeeded, check.Message);
        foreach (var stream in new JenkinsConnector().Descriptor.Streams)
        {
            var records = 0;
            await foreach (var page in instance.ReadAsync(new() { Stream = stream.Id }, Ct))
            {
                records += page.Records.Count;
            }

            Assert.True(records > 0, $"{stream.Id} yields no record.");
        }

        Assert.NotNull(await instance.FetchAsync(new("job", "shop"), Ct));
        var started = await instance.ExecuteAsync(new() { ActionId = "a", Action = "trigger-build", Target = "shop", TargetStream = "job", Arguments = System.Text.Json.JsonElement.Parse("{}") }, Ct);
        Assert.Equal("shop#3", started.WatchRecord!.Id);
        jenkins.Job("shop").Parameters.Add(new() { ["name"] = "PLUTORA_ACTION_ID" });
        await instance.SettleAsync(new() { ActionId = "a", Action = "trigger-build", Target = "shop", TargetStream = "job", Arguments = System.Text.Json.JsonElement.Parse("{}") }, Ct);

        Assert.Empty(faults);
        Assert.Equal(
            ["GET /api/json", "GET /crumbIssuer/api/json", "GET /job/shop/api/json", "GET /queue/api/json", "GET /queue/item/100/api/json", "POST /job/shop/build"],
            sent.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("POST", "/job/shop/build", "json")]
    [InlineData("GET", "/api/json", "jobs")]
    public async Task What_is_not_as_described_is_seen(string method, string path, string named)
    {
        var description = Path.Combine(Shared.Folder("openapi"), "jenkins.yml");
        using var other = WireMockServer.Start();
        other.Given(Request.Create().UsingAnyMethod()).RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody("""{"jobs":"none"}"""));
        await using var prism = await Prism.ProxyAsync(description, other.Url!, Ct);
        using var request = new HttpRequestMessage(new(method), path);
        request.Headers.Add("Authorization", "Basic YTpi");
        using var response = await prism.Http.SendAsync(request, Ct);
        Assert.False(response.IsSuccessStatusCode);
        Assert.Contains(named, await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static void Fill(FakeJenkins jenkins)
    {
        var job = jenkins.Job("shop").Built(1, 2);
        job.Builds[2]["actions"] = new JsonArray(new JsonObject { ["_class"] = "hudson.tasks.junit.TestResultAction", ["urlName"] = "testReport" });
        job.Stages[2] = new JsonArray(new JsonObject { ["id"] = "6", ["name"] = "Build", ["status"] = "SUCCESS" });
        job.Reports[2] = new() { ["passCount"] = 1 };
    }

    private static ConnectorInstance Open(string address)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var options = new JsonObject { ["address"] = address, ["user"] = "ann", ["token"] = "s3cret-token" };
        return new JenkinsConnector().Open(new ConnectorContext("test", options, NullLogger.Instance, TimeProvider.System, Path.GetTempPath()), services);
    }

    // The paths of the description, with their methods; what the plugins of others serve (stages, reports) and single builds are none of them.
    private static List<(string Method, Regex Path)> Described(string description)
    {
        var found = new List<(string, Regex)>();
        Regex? path = null;
        foreach (var line in File.ReadLines(description))
        {
            if (PathLine().Match(line) is { Success: true } named)
            {
                path = new("^" + Regex.Replace(named.Groups[1].Value, @"\{[^}]+\}", "[^/]+") + "$");
            }
            else if (path is not null && MethodLine().Match(line) is { Success: true } method)
            {
                found.Add((method.Groups[1].Value.ToUpperInvariant(), path));
            }
        }

        return found;
    }

    private static WireMockServer Front(Prism prism, FakeJenkins jenkins, Func<string, string, bool> isDescribed, ConcurrentQueue<string> faults, ConcurrentQueue<string> sent)
    {
        var direct = new HttpClient();
        var server = WireMockServer.Start();
        server.Given(Request.Create().UsingAnyMethod()).RespondWith(Response.Create().WithCallback(async request =>
        {
            var (address, described) = (new Uri(request.Url), isDescribed(request.Method, request.Path));
            var (http, target) = described ? (prism.Http, address.PathAndQuery) : (direct, jenkins.Server.Url + "/ci" + address.PathAndQuery);
            using var forwarded = new HttpRequestMessage(new(request.Method), target);
            foreach (var (name, values) in request.Headers!.Where(h => h.Key is "Authorization" or ".crumb"))
            {
                forwarded.Headers.TryAddWithoutValidation(name, string.Join("; ", values));
            }

            if (described)
            {
                sent.Enqueue($"{request.Method} {request.Path}");
            }

            using var answer = await http.SendAsync(forwarded, CancellationToken.None);
            var body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
            if (described && !answer.IsSuccessStatusCode)
            {
                faults.Enqueue($"{request.Method} {address.PathAndQuery}: {(int)answer.StatusCode} {body}");
            }

            var headers = new Dictionary<string, WireMockList<string>> { ["Content-Type"] = new("application/json;charset=utf-8") };
            foreach (var name in new[] { "Location", "X-Jenkins" })
            {
                if (answer.Headers.TryGetValues(name, out var values))
                {
                    headers[name] = new([.. values]);
                }
            }

            return new ResponseMessage { StatusCode = (int)answer.StatusCode, Headers = headers, BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = body } };
        }));
        return server;
    }

    [GeneratedRegex("^  '?(/[^':]*)'?:$")]
    private static partial Regex PathLine();

    [GeneratedRegex("^    (get|post|put|delete):$")]
    private static partial Regex MethodLine();
}
