using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Documents are checked, tested and proposed, and expressions evaluated, over the API.</summary>
public sealed class AuthoringTests
{
    private const string Good = """
        version: 1
        source: tool/issue
        target: work-item
        key: id
        set: { title: title, state: '"proposed"', kind: '"bug"' }
        tests:
          - { name: one, record: { id: 7, title: Hello }, expect: { key: "7", title: Hello } }
          - { name: two, input: samples/two.json, expect: { title: Two } }
        """;

    [Fact]
    public async Task Faults_of_a_document_and_its_overlay_are_listed_with_file_line_and_column()
    {
        await using var hub = await RunningHub.StartAsync();
        Assert.Empty((await AskAsync(hub, "lint", new() { ["document"] = Good })).Body.EnumerateArray());
        var (status, faults) = await AskAsync(hub, "lint", new()
        {
            ["document"] = Good.Replace("title: title", "titel: title", StringComparison.Ordinal),
            ["overlay"] = "version: 1\nset: { titles: x }\n",
        });
        Assert.Equal(200, status);
        Assert.Equal(["document 5 error", "overlay 2 error"], faults.EnumerateArray().Select(f => $"{f.GetProperty("file")} {f.GetProperty("line")} {f.GetProperty("severity")}").Order());
        Assert.Contains(faults.EnumerateArray(), f => f.GetProperty("message").GetString()!.Contains("Did you mean 'title'?", StringComparison.Ordinal));

        var (_, warnings) = await AskAsync(hub, "lint", new() { ["document"] = Good, ["records"] = new JsonArray(new JsonObject { ["id"] = 1, ["titel"] = "a" }) });
        Assert.Contains("No sample record has 'title'", warnings[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_of_a_document_are_run_over_the_records_that_come_with_it()
    {
        await using var hub = await RunningHub.StartAsync();
        var (status, results) = await AskAsync(hub, "test", new() { ["document"] = Good, ["inputs"] = new JsonObject { ["samples/two.json"] = new JsonObject { ["id"] = 8, ["title"] = "Zwei" } } });
        Assert.Equal(200, status);
        Assert.Equal(["one True ", "two False title: expected \"Two\", found \"Zwei\""], results.EnumerateArray().Select(Said));
        Assert.Contains("not among 'inputs'", Said((await AskAsync(hub, "test", new() { ["document"] = Good })).Body[1]), StringComparison.Ordinal);
        Assert.StartsWith("(compiles) False document(4,8): error:", Said((await AskAsync(hub, "test", new() { ["document"] = Good.Replace("key: id", "key: 1 +", StringComparison.Ordinal) })).Body[0]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"expression":"$sum(items.p) * $times","input":{"items":[{"p":2},{"p":3}]},"bindings":{"times":10}}""", """{"result":50}""")]
    [InlineData("""{"expression":"id","input":{"id":9007199254740993}}""", """{"result":9007199254740993}""")]
    [InlineData("""{"expression":"$","input":null}""", """{"result":null}""")]
    [InlineData("""{"expression":"missing"}""", "{}")]
    public async Task An_expression_gives_its_result_or_nothing(string body, string expected)
    {
        await using var hub = await RunningHub.StartAsync();
        var (status, answer) = await hub.CallAsync(HttpMethod.Post, "/api/v1/mappings/eval", hub.Administrator, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal((200, expected), (status, answer.GetRawText()));
    }

    [Theory]
    [InlineData("eval", """{"expression":"1 + 'a'"}""", "T2002 at 3: The right side")]
    [InlineData("eval", """{"expression":"($f := function() { $f() }; $f())"}""", "U1001 at ")]
    [InlineData("eval", """{"expression":"$pad('', 20000000)"}""", "U1002 at ")]
    [InlineData("eval", """{"expression":"1","bindings":[]}""", "'bindings' is no object")]
    [InlineData("eval", "{}", "'expression' is missing")]
    [InlineData("lint", "{}", "'document' is missing")]
    [InlineData("test", """{"document":" "}""", "'document' is missing")]
    [InlineData("new", """{"target":"workitem","records":[{"id":1}]}""", "Did you mean 'work-item'?")]
    [InlineData("new", """{"target":"work-item","source":"x","records":[{"id":1}]}""", "is no source")]
    [InlineData("new", """{"target":"work-item","records":[]}""", "'records' is empty")]
    public async Task What_cannot_be_done_is_refused_with_its_reason(string verb, string body, string reason)
    {
        await using var hub = await RunningHub.StartAsync();
        var (status, problem) = await hub.CallAsync(HttpMethod.Post, "/api/v1/mappings/" + verb, hub.Administrator, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(422, status);
        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_is_proposed_from_records_and_lints_clean()
    {
        await using var hub = await RunningHub.StartAsync();
        JsonArray Records() => [new JsonObject { ["id"] = 1, ["summary"] = "a", ["status"] = "Open" }, new JsonObject { ["id"] = 2, ["summary"] = "b", ["status"] = "Done" }];
        var (status, answer) = await AskAsync(hub, "new", new() { ["target"] = "work-item", ["source"] = "desk/ticket", ["records"] = Records() });
        Assert.Equal(200, status);
        var document = answer.GetProperty("document").GetString();
        Assert.Contains("source: desk/ticket", document, StringComparison.Ordinal);
        Assert.Empty((await AskAsync(hub, "lint", new() { ["document"] = document, ["records"] = Records() })).Body.EnumerateArray());

        var many = new JsonArray([.. Enumerable.Range(0, 1_001).Select(id => new JsonObject { ["id"] = id })]);
        Assert.Contains("1001 records were sent; 1000 are taken", (await AskAsync(hub, "new", new() { ["target"] = "work-item", ["records"] = many })).Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_administrators_may_and_nothing_is_written_to_the_audit_trail()
    {
        await using var hub = await RunningHub.StartAsync();
        var made = await hub.CallAsync(HttpMethod.Post, "/api/v1/keys", hub.Administrator, JsonContent.Create(new JsonObject { ["name"] = "op", ["role"] = "Operator" }));
        var operatorKey = made.Body.GetProperty("key").GetString();
        foreach (var verb in (string[])["lint", "test", "eval", "new"])
        {
            Assert.Equal(403, (await hub.CallAsync(HttpMethod.Post, "/api/v1/mappings/" + verb, operatorKey, JsonContent.Create(new JsonObject()))).Status);
        }

        await AskAsync(hub, "eval", new() { ["expression"] = "1" });
        Assert.DoesNotContain("mappings", (await hub.CallAsync(HttpMethod.Get, "/api/v1/audit", hub.Administrator)).Body.GetRawText(), StringComparison.Ordinal);
    }

    private static string Said(JsonElement result) =>
        $"{result.GetProperty("test").GetString()} {result.GetProperty("passed").GetBoolean()} {string.Join(' ', result.GetProperty("faults").EnumerateArray().Select(f => f.GetString()))}";

    private static Task<(int Status, JsonElement Body)> AskAsync(RunningHub hub, string verb, JsonObject body) =>
        hub.CallAsync(HttpMethod.Post, "/api/v1/mappings/" + verb, hub.Administrator, JsonContent.Create(body));
}
