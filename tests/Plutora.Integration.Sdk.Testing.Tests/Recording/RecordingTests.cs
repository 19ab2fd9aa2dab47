using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Plutora.Integration.Sdk.Testing.Recording;
using Plutora.Integration.Sdk.Testing.Serving;
using Plutora.Integration.Sdk.Testing.Tests.Documentation;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Sdk.Testing.Tests.Recording;

public sealed class RecordingTests : IDisposable
{
    private const string Secret = "s3cret/ün\"der+cover==";
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-recording-").FullName;

    private string File => Path.Combine(_folder, "board.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_a_connector_read_it_reads_again_from_the_recording_without_the_tool()
    {
        var subject = BoardSubject.Describe();
        await subject.Tool.Find("card")!.AddAsync(12, TestContext.Current.CancellationToken);
        var shown = subject.Tool.Find("card")!.Records.Select(r => r.Json().ToJsonString()).ToArray();
        await using (var board = await ToolServer.StartAsync(subject.Tool, TestContext.Current.CancellationToken))
        {
            await BoardRecording.RecordAsync(board.Address, "s3cret-token", File, TestContext.Current.CancellationToken);
        }

        var replayed = await BoardRecording.ReplayAsync(File, TestContext.Current.CancellationToken);

        Assert.Equal(shown, replayed.Select(r => JsonNode.Parse(r.Json.Span)!.ToJsonString()));
        Assert.DoesNotContain("s3cret-token", await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.NotNull(BoardOnRecording.Describe(File).Tool.Answer(Asked("GET", "/me")));
    }

    [Fact]
    public async Task No_secret_cookie_or_configured_member_gets_into_the_file()
    {
        const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJlLW9mLWl0";
        await using var tool = await Tool(r => ToolAnswer.Json(new JsonObject
        {
            ["plain"] = Secret,
            ["within"] = $"https://x.example/?t={Uri.EscapeDataString(Secret)}&basic={Basic(Secret)}",
            ["access_token"] = "another-one",
            ["nested"] = new JsonObject { ["clientSecret"] = new JsonArray("third-one"), ["user"] = new JsonObject { ["email"] = "ann@example.com", ["name"] = "Ann" } },
            ["jwt"] = Jwt,
            ["clone"] = "https://ann:hunter-two@git.example/acme/shop.git",
            ["key"] = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
            [Secret] = 1,
            ["nextPageToken"] = "page-2",
        }).With("Set-Cookie", "session=cookie-value").With("X-Internal", "internal-value").With("ETag", $"\"{Uri.EscapeDataString(Secret)}\"").With("Link", $"<{r.Address}items?page=2>; rel=\"next\""));
        await using (var recorder = await HttpRecorder.StartAsync(tool.Address, new() { Secrets = [Secret], Members = ["user.email"], Parameters = ["mail"] }, TestContext.Current.CancellationToken))
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(recorder.Address, $"items?page=1&access_token=query-one&mail=bob%40example.com&s={Uri.EscapeDataString(Secret)}"))
            {
                Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_secret", "form-one"), new("note", Secret)]),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Basic(Secret));
            request.Headers.Add("Cookie", "sent=sent-cookie");
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(Secret, JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["plain"]!.GetValue<string>());
            Assert.Equal($"<{recorder.Address}items?page=2>; rel=\"next\"", answer.Headers.GetValues("Link").Single());
            await recorder.SaveAsync(File, TestContext.Current.CancellationToken);
        }

        var written = await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);
        foreach (var secret in new[]
        {
            Secret, Uri.EscapeDataString(Secret), WebUtility.UrlEncode(Secret), JsonEncodedText.Encode(Secret).ToString(), Basic(Secret), "another-one", "third-one", "ann@example.com", Jwt, "hunter-two", "MIIEow", "cookie-value", "internal-value", "query-one", "bob", "form-one", "sent-cookie", "Authorization", tool.Address.Authority,
        })
        {
            Assert.DoesNotContain(secret, written, StringComparison.OrdinalIgnoreCase);
        }

        Assert.All(["page-2", "client_credentials", "\"Ann\"", "{tool}/items?page=2"], kept => Assert.Contains(kept, written, StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_a_secret_is_made_of_none_is_left_of_it() =>
        Gen.Select(Gen.String[Gen.Char[" !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~äß€"], 8, 24], Gen.String[Gen.Char.AlphaNumeric, 0, 5], Gen.Int[0, 4]).Sample((secret, around, place) =>
        {
            var removal = new SecretRemoval(new() { Secrets = [secret] });
            var said = place switch
            {
                0 => removal.Text(around + secret + around),
                1 => removal.Target($"/items?{around}={Uri.EscapeDataString(around + secret + around)}"),
                2 => removal.Sent($"a={WebUtility.UrlEncode(around + secret)}&b=1", "application/x-www-form-urlencoded"),
                3 => removal.Json(new JsonObject { [around + secret] = new JsonArray(around + secret, new JsonObject { ["x"] = secret + around }) }).ToJsonString(),
                _ => removal.Text(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{around}:{secret}"))),
            };

            Assert.Null(removal.Left(said));
        });

    [Fact]
    public async Task What_was_not_recorded_is_told_with_the_nearest_that_was()
    {
        await using (var tool = await Tool(_ => ToolAnswer.Json("[]")))
        {
            await RecordAsync(tool, new() { IgnoredParameters = ["since"] }, "tickets?page=1&since=2026-01-01", "people");
        }

        await using var replay = await HttpReplay.StartAsync(HttpRecording.Load(File), TestContext.Current.CancellationToken);
        using var client = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(replay.Address, "tickets?since=2027-05-05&page=1"), TestContext.Current.CancellationToken)).StatusCode);
        replay.AssertKnown();
        Assert.Equal(HttpStatusCode.NotImplemented, (await client.GetAsync(new Uri(replay.Address, "tickets?page=2"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(
            "Requests were sent that were not recorded: GET /tickets?page=2 is not recorded. The nearest that is recorded is GET /tickets?page=1&since=2026-01-01. Record them anew, or name what differs from run to run in RecordingRules.IgnoredParameters.",
            Assert.Throws<AcceptanceException>(replay.AssertKnown).Message);
    }

    [Fact]
    public async Task Asked_the_same_again_it_answers_as_the_tool_did_in_turn_and_at_last_the_last_again()
    {
        var turn = 0;
        await using (var tool = await Tool(_ => ToolAnswer.Json(JsonValue.Create(++turn))))
        {
            await RecordAsync(tool, new(), "count", "count");
        }

        await using var replay = await HttpReplay.StartAsync(HttpRecording.Load(File), TestContext.Current.CancellationToken);
        using var client = new HttpClient();

        Assert.Equal(["1", "2", "2"], [await Count(), await Count(), await Count()]);

        Task<string> Count() => client.GetStringAsync(new Uri(replay.Address, "count"), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_secret_in_a_form_that_cannot_be_cut_out_keeps_the_file_from_being_written()
    {
        await using var tool = await Tool(_ => new(200, new byte[] { 0xFF, 0xFE, 0x00 }.Concat(Encoding.UTF8.GetBytes(Secret)).ToArray()));

        var fault = await Assert.ThrowsAsync<AcceptanceException>(() => RecordAsync(tool, new() { Secrets = [Secret] }, "picture"));

        Assert.Contains("was not written", fault.Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Theory]
    [InlineData("abc", null)]
    [InlineData("long enough", "Set-Cookie")]
    public async Task Rules_that_cannot_be_kept_are_refused(string secret, string? header) =>
        await Assert.ThrowsAsync<ArgumentException>(() => HttpRecorder.StartAsync(new("http://127.0.0.1:9/"), new() { Secrets = [secret], KeptHeaders = header is null ? [] : [header] }, TestContext.Current.CancellationToken));

    [Fact]
    public void A_file_that_is_no_recording_is_told_with_the_remedy()
    {
        System.IO.File.WriteAllText(File, "{");

        Assert.Contains("Record it anew", Assert.Throws<AcceptanceException>(() => HttpRecording.Load(File)).Message, StringComparison.Ordinal);
    }

    private static string Basic(string secret) => Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:" + secret));

    private static ToolRequest Asked(string method, string target) => new() { Method = method, Path = target, Target = target, Address = new("http://127.0.0.1/"), Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer s3cret-token" } };

    private static Task<ToolServer> Tool(Func<ToolRequest, ToolAnswer> answer)
    {
        var tool = new SimulatedTool();
        tool.Get("/{*all}", answer);
        tool.Post("/{*all}", answer);
        return ToolServer.StartAsync(tool, TestContext.Current.CancellationToken);
    }

    private async Task RecordAsync(ToolServer tool, RecordingRules rules, params string[] asked)
    {
        await using var recorder = await HttpRecorder.StartAsync(tool.Address, rules, TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        foreach (var target in asked)
        {
            using var _ = await client.GetAsync(new Uri(recorder.Address, target), TestContext.Current.CancellationToken);
        }

        await recorder.SaveAsync(File, TestContext.Current.CancellationToken);
    }
}
