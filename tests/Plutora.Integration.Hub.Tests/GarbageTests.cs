using System.Text;
using CsCheck;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Whatever is sent, the hub answers what is wrong: no failure of its own, no stack trace, and it goes on.</summary>
public sealed class GarbageTests
{
    private static readonly string[] Bodies = ["", "null", "[]", "{}", "{", "\"x\"", "{\"id\":null}", "{\"id\":\"a\",\"id\":\"b\"}", "{\"id\":\"a\",\"connector\":5,\"options\":[]}",
        "{\"name\":\"k\",\"role\":99}", "{\"name\":null,\"instances\":[null]}", "{\"source\":\"\\u0000\"}", "{\"overlay\":\"set: [\"}", "{\"overlay\":\"\\u0000&a *a\"}", "{\"number\":-1}", "{\"value\":\"\\ud800\"}",
        "{\"referrer\":\"\",\"entity\":\"\",\"alias\":\"\",\"target\":\"\"}", "{\"format\":1,\"definition\":null,\"overlays\":null}", "{\"format\":1,\"definition\":{\"id\":\"Q\",\"connector\":\"\"},\"overlays\":{\"x\":null}}"];

    private static readonly string[] Values = ["", "x", "github-main", "0", "-1", "99999999999999999999", "%00", "%ff", "%2e%2e%2f", "true", "earliest", "cdm.*", ",", "*", "%F0%9F%92%A5", "a%0d%0ab", "state.issue.v1", "a/b/c", "github-main%2fissue%2f1"];
    private static readonly string[] Names = ["id", "topic", "from", "limit", "depth", "history", "name", "stream", "entities", "after", "status", "nope", "text", "record", "instance", "entity", "version"];

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [Theory]
    [InlineData("POST", "/api/v1/instances")]
    [InlineData("PUT", "/api/v1/instances/github-main")]
    [InlineData("PUT", "/api/v1/links/rules/a")]
    [InlineData("POST", "/api/v1/links/rules/preview")]
    public async Task A_name_that_stands_twice_and_a_body_that_is_no_object_are_the_senders_mistake(string method, string path)
    {
        await using var hub = await RunningHub.StartAsync();
        foreach (var body in (string[])["""{"id":"a","id":"b"}""", "[1]"])
        {
            var (status, problem) = await hub.CallAsync(new(method), path, hub.Administrator, new StringContent(body, Encoding.UTF8, "application/json"));
            Assert.Equal(400, status);
            Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("%20,%20")]
    public async Task A_topic_that_names_none_is_the_senders_mistake(string topic)
    {
        await using var hub = await RunningHub.StartAsync();
        var (status, problem) = await hub.CallAsync(HttpMethod.Get, $"/api/v1/events?follow=false&topic={topic}", hub.Administrator);
        Assert.Equal(400, status);
        Assert.Contains("'topic' names none", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_on_every_endpoint_is_never_a_failure_of_the_hub()
    {
        await using var hub = await RunningHub.StartAsync();
        var (_, document) = await hub.CallAsync(HttpMethod.Get, "/openapi/v1.json", null);
        var routes = document.GetProperty("paths").EnumerateObject().Select(p => p.Name).Append("/metrics").Append("/nowhere").ToArray();
        var call = Gen.Select(OneOf(routes), OneOf("GET", "POST", "PUT", "DELETE", "PATCH"), OneOf(Values).Array[4],
            Gen.Select(OneOf(Names), OneOf(Values)).Array[0, 3], Gen.OneOf(OneOf(Bodies), Gen.String), OneOf("application/json", "text/plain", "application/xml"));
        await call.SampleAsync(async c =>
        {
            var (route, method, parts, query, body, type) = c;
            var at = 0;
            var path = string.Join('/', route.Split('/').Select(s => s.StartsWith('{') ? parts[at++ % parts.Length] : s));
            // A stream that follows would not end.
            var address = $"{path}?follow=false&{string.Join('&', query.Select(q => $"{q.Item1}={q.Item2}"))}";
            using var request = new HttpRequestMessage(new(method), address);
            if (method != "GET") request.Content = new StringContent(body, Encoding.UTF8, type);
            request.Headers.Authorization = new("Bearer", hub.Administrator);
            request.Headers.TryAddWithoutValidation("Last-Event-ID", parts[0].Length % 2 == 0 ? null : parts[0]);
            using var response = await hub.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)response.StatusCode is < 500 or 502 or 503, $"{method} {address} {body}: {(int)response.StatusCode} {text}");
            Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        }, iter: 1_500, threads: 2);
        Assert.Equal(200, (await hub.CallAsync(HttpMethod.Get, "/api/v1/status", hub.Administrator)).Status);
    }
}
