using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Hub.Tests;

/// <summary>Result files handed over by a pipeline, through a running hub and the connector beside it.</summary>
public sealed class UploadTests
{
    private const string Results = """<testsuite name="org.acme.CartTest" timestamp="2030-01-02T03:04:05"><testcase classname="org.acme.CartTest" name="adds"><failure message="no"/></testcase></testsuite>""";

    [Fact]
    public async Task An_upload_becomes_a_run_with_what_its_sender_said_and_the_file_alone_takes_nothing_back()
    {
        await using var hub = await StartAsync();
        var (status, _) = await UploadAsync(hub, "?name=TEST-cart.xml&commit=abc123&kind=unit", Results);
        Assert.Equal(202, status);
        var told = await RunAsync(hub);
        Assert.Equal(("abc123", "unit", "failure"), (told.GetProperty("commit").GetProperty("alias").GetString(), told.GetProperty("kind").GetString(), told.GetProperty("outcome").GetString()));

        var (_, again) = await UploadAsync(hub, "?name=TEST-cart.xml", Results);
        Assert.Equal("stored", again.GetProperty("status").GetString());
        // What is uploaded last is seen when all before it is done.
        await UploadAsync(hub, "?name=last.xml", Results.Replace("CartTest", "LastTest", StringComparison.Ordinal));
        await EntityAsync(hub, "org.acme.LastTest.adds");
        Assert.Equal(told.ToString(), (await RunAsync(hub)).ToString());
    }

    [Theory]
    [InlineData("?name=a.xml&comit=abc", Results, "'comit' is not known")]
    [InlineData("?name=a.xml", "<html/>", "in no known format")]
    public async Task What_cannot_be_read_is_set_aside_with_its_reason(string query, string body, string reason)
    {
        await using var hub = await StartAsync();
        var (_, answer) = await UploadAsync(hub, query, body);
        Assert.Equal("setaside", answer.GetProperty("status").GetString());
        Assert.Contains(reason, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        var (_, letters) = await hub.CallAsync(HttpMethod.Get, "/api/v1/dead-letters", hub.Administrator);
        Assert.Contains(reason, Assert.Single(letters.EnumerateArray()).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private static async Task<RunningHub> StartAsync()
    {
        var hub = await RunningHub.StartAsync();
        var definition = new StringContent("""{"id":"results","connector":"test-results","options":{}}""", Encoding.UTF8, "application/json");
        var (status, body) = await hub.CallAsync(HttpMethod.Post, "/api/v1/instances", hub.Administrator, definition);
        Assert.True(status is 200 or 201, body.ToString());
        return hub;
    }

    // The instance opens beside the call: until it has, the hub asks to come back.
    private static async Task<(int Status, JsonElement Body)> UploadAsync(RunningHub hub, string query, string body)
    {
        (int Status, JsonElement Body) told = default;
        await Waiting.UntilAsync("the instance is open", async () =>
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
            told = await hub.CallAsync(HttpMethod.Post, "/api/v1/instances/results/records" + query, hub.Administrator, content);
            return told.Status != 503;
        });
        return told;
    }

    private static async Task<JsonElement> RunAsync(RunningHub hub)
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Results)));
        return await EntityAsync(hub, $"results/test-run/{hash[..32]}.0");
    }

    private static async Task<JsonElement> EntityAsync(RunningHub hub, string id)
    {
        (int Status, JsonElement Body) told = default;
        await Waiting.UntilAsync($"'{id}' is there", async () => (told = await hub.CallAsync(HttpMethod.Get, "/api/v1/entities?id=" + Uri.EscapeDataString(id), hub.Administrator)).Status == 200);
        return told.Body.GetProperty("entity");
    }
}
