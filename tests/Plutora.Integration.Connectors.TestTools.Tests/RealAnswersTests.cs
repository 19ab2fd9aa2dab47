using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.TestRail;
using Plutora.Integration.Connectors.TestTools.Tests.Support;
using Plutora.Integration.Connectors.Xray;
using Plutora.Integration.Connectors.Zephyr;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using WireMock;

namespace Plutora.Integration.Connectors.TestTools.Tests;

/// <summary>What real test tools answered: errors are told as what they are, and lists are read by the paging that stands in them.</summary>
public sealed class RealAnswersTests
{
    // Servers' own errors have the form of the clouds'; the connectors speak to the clouds. TestRail says with 400 that something is not there, or hidden.
    [Theory]
    [InlineData("testrail", "error-400.00.json", 400, ConnectorErrorKind.NotFound, "Field :model_id is not a valid")]
    [InlineData("testrail", "error-401.00.json", 401, ConnectorErrorKind.Authentication, "Authentication failed")]
    [InlineData("testrail", "error-403.00.json", 403, ConnectorErrorKind.Authentication, "No permissions")]
    [InlineData("testrail", "error-429.00.json", 429, ConnectorErrorKind.RateLimited, "")]
    [InlineData("xray", "cloud-error-400.00.json", 400, ConnectorErrorKind.Permanent, "Must provide a project key")]
    [InlineData("xray", "server-error-400.00.json", 400, ConnectorErrorKind.Permanent, "no valid tests imported")]
    [InlineData("xray", "cloud-backup-status-404.00.json", 404, ConnectorErrorKind.NotFound, "job not found")]
    [InlineData("zephyr", "cloud-error-404.00.json", 404, ConnectorErrorKind.NotFound, "does not exist or you do not have access")]
    [InlineData("zephyr", "server-error-400.00.json", 400, ConnectorErrorKind.Permanent, "The value SomeStatus was not found")]
    public async Task An_error_answer_is_told_as_what_it_is_in_its_own_words(string tool, string file, int status, ConnectorErrorKind kind, string said)
    {
        var body = Payload(tool, file);
        await using var opened = Open(tool, _ => ToolAnswers.Json(body, status));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => opened.ReadAsync(tool switch { "testrail" => "project", "xray" => "test", _ => "test-case" }));
        Assert.Equal(kind, fault.Kind);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("testrail", "project", "get_projects-paged.00.json", "get_projects")]
    [InlineData("testrail", "milestone", "get_milestones-paged.00.json", "get_milestones/1")]
    [InlineData("testrail", "case", "get_cases-paged.00.json", "get_cases/1")]
    [InlineData("testrail", "run", "get_runs-paged.00.json", "get_runs/1")]
    [InlineData("testrail", "user", "get_users-array.00.json", "get_users")]
    [InlineData("zephyr", "test-case", "cloud-testcases-paged.00.json", "testcases")]
    [InlineData("zephyr", "test-plan", "cloud-testplans-paged.00.json", "testplans")]
    [InlineData("zephyr", "test-execution", "cloud-testexecutions-paged.00.json", "testexecutions")]
    public async Task A_list_is_read_whole_by_the_paging_that_stands_in_it(string tool, string stream, string file, string method)
    {
        var body = Payload(tool, file);
        var list = JsonNode.Parse(body)!;
        var items = (list as JsonArray ?? list.AsObject().First(m => m.Value is JsonArray).Value!.AsArray()).Count;
        var next = list is JsonObject ? list["_links"]?["next"]?.ToString() : null;
        await using var opened = Open(tool, request => Serve(tool, request, method, body));
        var told = (await opened.ReadAsync(stream, pageSize: 250)).SelectMany(p => p.Records).Select(r => r.Id).Distinct(StringComparer.Ordinal).Count();
        Assert.Equal(items, told);
        Assert.True(next is null || opened.Sent.Any(s => s.Contains("offset=250", StringComparison.Ordinal) && s.Contains(method, StringComparison.Ordinal)), string.Join('\n', opened.Sent));
    }

    private static ResponseMessage? Serve(string tool, IRequestMessage request, string method, string body)
    {
        if (tool == "zephyr")
        {
            return request.Path == $"/v2/{method}" ? ToolAnswers.Json(body)
                : ToolAnswers.Json($$"""{"startAt":0,"maxResults":1000,"total":{{(request.Path == "/v2/projects" ? 1 : 0)}},"isLast":true,"values":[{{(request.Path == "/v2/projects" ? """{"id":1,"key":"SA","enabled":true}""" : "")}}]}""");
        }

        var asked = Uri.UnescapeDataString(new Uri(request.Url).Query)["?/api/v2/".Length..];
        var name = asked.Split('/', '&')[0];
        var first = !asked.Contains("offset=250", StringComparison.Ordinal);
        return asked.Split('&')[0] == method && first ? ToolAnswers.Json(body)
            : name == "get_projects" ? ToolAnswers.Json(first ? """[{"id":1,"name":"A","suite_mode":1}]""" : "[]")
            : ToolAnswers.Json($$"""{"offset":250,"limit":250,"size":0,"_links":{"next":null,"prev":null},"{{name["get_".Length..]}}":[]}""");
    }

    private static Tool Open(string tool, Func<IRequestMessage, ResponseMessage?> answer)
    {
        (IConnector Connector, Func<string, JsonObject> Options) opened = tool switch
        {
            "testrail" => (new TestRailConnector(), url => new() { ["baseAddress"] = url, ["user"] = "ann@example.com", ["apiKey"] = "k3y-s3cret" }),
            "xray" => (new XrayConnector(), url => new() { ["baseAddress"] = url, ["clientId"] = "kit", ["clientSecret"] = "s3cret-of-key" }),
            _ => (new ZephyrConnector(), url => new() { ["baseAddress"] = $"{url}/v2", ["token"] = "t0ken-s3cret" }),
        };
        return new(opened.Connector, opened.Options, request => request.Path.EndsWith("authenticate", StringComparison.Ordinal) ? ToolAnswers.Json("\"t0ken\"") : answer(request));
    }

    private static string Payload(string tool, string file) => File.ReadAllText(Path.Combine(Repository.Payloads(tool), file));
}
