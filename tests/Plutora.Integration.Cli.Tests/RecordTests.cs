using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Cli.Tests;

/// <summary>From a webhook to events, entities, dead letters and mappings, by commands alone.</summary>
public sealed class RecordTests : IAsyncLifetime
{
    private const string Secret = "it's a secret";
    private Shell _shell = null!;

    public async ValueTask InitializeAsync()
    {
        _shell = await Shell.StartAsync();
        await _shell.RunAsync(Secret, TestContext.Current.CancellationToken, "secret", "put", "hook");
        await _shell.OkAsync("instance", "add", "gh", "--connector", "github", "--webhook", "hmac", "--webhook-secret", "store:hook", "--paused");
    }

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    [Fact]
    public async Task Events_are_shown_filtered_limited_and_resumed()
    {
        await DeliverAsync(1, "Say hello");
        await DeliverAsync(2, "Second\\u001b[31m red");
        var two = await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--instance", "gh", "--cause", "live", "--limit", "2");
        var lines = two.Out.Trim().Split('\n');
        Assert.Contains("gh/pull-request/1", lines[0] + lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', two.Out);

        Assert.Equal("", (await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--instance", "other", "--no-follow")).Out);
        var position = Path.Combine(_shell.Home, "position");
        Assert.Single((await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--resume", position, "--limit", "1")).Out.Trim().Split('\n'));
        Assert.Single((await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--resume", position, "--no-follow")).Out.Trim().Split('\n'));
        Assert.Equal("", (await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--resume", position, "--no-follow")).Out);

        var whole = JsonElement.Parse((await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--limit", "1", "--json")).Out);
        Assert.Equal("1.0", whole.GetProperty("specversion").GetString());
        Assert.Equal(1, (await _shell.RunAsync("events", "tail", "--from", "another-log.7", "--no-follow")).Exit);
    }

    [Fact]
    public async Task An_entity_and_its_links_are_shown_by_alias()
    {
        await DeliverAsync(1, "Say hello for PROJ-1");
        await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--limit", "1");
        Assert.Contains("Say hello for PROJ-1", (await _shell.OkAsync("entity", "show", "o/r#1")).Out, StringComparison.Ordinal);
        Assert.Equal("gh/pull-request/1", (await _shell.OkAsync("entity", "show", "o/r#1", "--json")).Json.GetProperty("id").GetString());
        await _shell.OkAsync("entity", "links", "o/r#1");
        Assert.Contains("Say hello for PROJ-1", (await _shell.OkAsync("entity", "search", "hello proj", "--entity", "pull-request", "--instance", "gh")).Out, StringComparison.Ordinal);
        Assert.Equal("gh/pull-request/1", (await _shell.OkAsync("entity", "search", "o/r#1", "--json")).Json.GetProperty("entities")[0].GetProperty("id").GetString());
        Assert.Contains("No entity is called so.", (await _shell.OkAsync("entity", "search", "hello", "--entity", "incident")).Error, StringComparison.Ordinal);
        var missing = await _shell.RunAsync("entity", "show", "nosuch");
        Assert.Equal((1, "No entity has the id or alias 'nosuch'.\n"), (missing.Exit, missing.Error));
    }

    [Fact]
    public async Task Dead_letters_are_listed_shown_and_those_that_cannot_be_mapped_again_say_why()
    {
        await DeliverAsync("""{"action":"opened",""");
        var letter = Assert.Single((await _shell.OkAsync("dead-letter", "list", "--json")).Json.EnumerateArray());
        var id = letter.GetProperty("id").GetString()!;
        Assert.Contains("gh", (await _shell.OkAsync("dead-letter", "list", "--instance", "gh")).Out, StringComparison.Ordinal);
        Assert.Contains("No dead letter", (await _shell.OkAsync("dead-letter", "list", "--reason", "nothing like it")).Error, StringComparison.Ordinal);
        Assert.Contains("""{"action":"opened",""", (await _shell.OkAsync("dead-letter", "show", id)).Out, StringComparison.Ordinal);
        Assert.Equal(1, (await _shell.RunAsync("dead-letter", "replay", id)).Exit);
        Assert.Equal(1, (await _shell.RunAsync("dead-letter", "show", "nosuch")).Exit);
        Assert.Equal(2, (await _shell.RunAsync("dead-letter", "replay")).Exit);

        var group = Assert.Single((await _shell.OkAsync("dead-letter", "groups", "--instance", "gh", "--json")).Json.EnumerateArray());
        Assert.Equal(1, group.GetProperty("count").GetInt32());
        Assert.Contains("No dead letter", (await _shell.OkAsync("dead-letter", "groups", "--instance", "other")).Error, StringComparison.Ordinal);
        var refused = await _shell.RunAsync("dead-letter", "replay", "--instance", "gh", "--cause", group.GetProperty("cause").GetString()!);
        Assert.Equal((1, "0 of 1 are mapped again."), (refused.Exit, refused.Out[..24]));
        Assert.NotEmpty(refused.Error);
        Assert.Contains("No such dead letter waits.", (await _shell.OkAsync("dead-letter", "replay", "--cause", "nothing like it")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_publishes_what_the_new_mapping_makes_of_stored_records()
    {
        await DeliverAsync(1, "Say hello");
        await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--limit", "1");
        var overlay = await _shell.WriteAsync("overlay.yaml", "version: 1\nsource: github/pull-request\ntarget: pull-request\nset:\n  title: '\"PR: \" & title'\n");
        await _shell.OkAsync("mapping", "activate", "gh", "pull-request", "--overlay", overlay);
        Assert.Contains("1 records were mapped again", (await _shell.OkAsync("mapping", "replay", "gh", "pull-request", "--wait")).Out, StringComparison.Ordinal);
        Assert.Contains("PR: Say hello", (await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--cause", "replay", "--limit", "1")).Out, StringComparison.Ordinal);
        Assert.Contains("has no mapping for stream 'nosuch'", (await _shell.RunAsync("mapping", "replay", "gh", "nosuch")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_is_listed_overlaid_and_rolled_back()
    {
        var overlay = await _shell.WriteAsync("overlay.yaml", "version: 1\nsource: github/pull-request\ntarget: pull-request\nset:\n  title: '\"PR: \" & title'\n");
        await _shell.OkAsync("mapping", "activate", "gh", "pull-request", "--overlay", overlay);
        Assert.Equal([1, 2], (await Activations()).Select(a => a.GetProperty("number").GetInt32()));
        await _shell.OkAsync("mapping", "rollback", "gh", "pull-request");
        Assert.Equal("rollback", (await Activations())[^1].GetProperty("reason").GetString());

        var broken = await _shell.WriteAsync("broken.yaml", "version: 1\nsource: github/pull-request\ntarget: pull-request\nset:\n  titel: title\n");
        var refused = await _shell.RunAsync("mapping", "activate", "gh", "pull-request", "--overlay", broken);
        Assert.Equal(1, refused.Exit);
        Assert.Contains("(5,", refused.Error, StringComparison.Ordinal);

        async Task<JsonElement[]> Activations() => [.. (await _shell.OkAsync("mapping", "list", "--instance", "gh", "--json")).Json.EnumerateArray().Where(a => a.GetProperty("stream").GetString() == "pull-request")];
    }

    [Fact]
    public async Task A_value_without_a_place_is_listed_previewed_placed_and_activated()
    {
        await DeliverAsync(Body(1, "Say hello, it's Jürgen").Replace("\"state\":\"open\"", "\"state\":\"odd\"", StringComparison.Ordinal));
        await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--limit", "1");
        var unmapped = Assert.Single((await _shell.OkAsync("mapping", "unmapped", "--instance", "gh", "--json")).Json.EnumerateArray());
        Assert.Equal(("state", "odd", "other", 1), (unmapped.GetProperty("table").GetString(), unmapped.GetProperty("value").GetString(), unmapped.GetProperty("becomes").GetString(), unmapped.GetProperty("count").GetInt32()));

        var overlay = await _shell.WriteAsync("overlay.yaml", "version: 1\ntables: { state: { odd: closed } }\n");
        Assert.Equal("tables.state.odd", Assert.Single((await _shell.OkAsync("mapping", "diff", "gh", "pull-request", "--overlay", overlay, "--json")).Json.EnumerateArray()).GetProperty("member").GetString());
        var preview = (await _shell.OkAsync("mapping", "preview", "gh", "pull-request", "--overlay", overlay)).Out;
        Assert.Contains("state: \"other\" -> \"closed\"", preview, StringComparison.Ordinal);
        Assert.Contains("1 records mapped: 0 added, 1 changed, 0 removed", preview, StringComparison.Ordinal);
        var titled = await _shell.WriteAsync("titled.yaml", "version: 1\nset: { title: $uppercase(title) }\n");
        Assert.Contains("title: \"Say hello, it's Jürgen\" -> \"SAY HELLO, IT'S JÜRGEN\"", (await _shell.OkAsync("mapping", "preview", "gh", "pull-request", "--overlay", titled)).Out, StringComparison.Ordinal);
        Assert.Equal(1, (await _shell.OkAsync("mapping", "preview", "gh", "pull-request", "--overlay", overlay, "--json")).Json.GetProperty("fields").GetProperty("state").GetInt32());

        Assert.Contains("'shut' in the table 'state' is no value", (await _shell.RunAsync("mapping", "place", "gh", "pull-request", "--table", "state", "--value", "odd", "--to", "shut")).Error, StringComparison.Ordinal);
        Assert.Contains("--draft", (await _shell.OkAsync("mapping", "place", "gh", "pull-request", "--table", "state", "--value", "odd", "--to", "closed")).Out, StringComparison.Ordinal);
        Assert.Equal("version: 1\ntables:\n  state:\n    odd: closed\n", (await _shell.OkAsync("mapping", "overlay", "gh", "pull-request")).Out);
        await _shell.OkAsync("mapping", "activate", "gh", "pull-request", "--draft");
        Assert.Contains("Every value has its place.", (await _shell.OkAsync("mapping", "unmapped")).Error, StringComparison.Ordinal);
        Assert.Contains("No stream changed its form.", (await _shell.OkAsync("mapping", "drift", "--instance", "gh")).Error, StringComparison.Ordinal);
        await _shell.OkAsync("mapping", "drift", "--instance", "gh", "--accept", "pull-request");
        Assert.Equal(2, (await _shell.RunAsync("mapping", "drift", "--accept", "pull-request")).Exit);
    }

    [Fact]
    public async Task Records_that_change_their_form_are_listed_an_object_as_one_and_accepted()
    {
        // So many records teach the form of a stream.
        const int Learned = 200;
        for (var number = 1; number <= Learned; number++)
        {
            await DeliverAsync(number, "Say hello");
        }

        await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--limit", $"{Learned}");
        await DeliverAsync(Body(Learned + 1, "Say hello").Replace("\"node_id\"", "\"merged_by\":{\"id\":2,\"login\":\"bo\"},\"node_id\"", StringComparison.Ordinal));
        await _shell.OkAsync("events", "tail", "--entity", "pull-request", "--limit", $"{Learned + 1}");
        var row = Assert.Single((await _shell.OkAsync("mapping", "drift", "--instance", "gh")).Out.Split('\n'), line => line.Contains(" new ", StringComparison.Ordinal));
        Assert.Equal(["gh", "pull-request", "new", "merged_by", "2", "yes"], row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..6]);
        await _shell.OkAsync("mapping", "drift", "--instance", "gh", "--accept", "pull-request");
        Assert.Contains("No stream changed its form.", (await _shell.OkAsync("mapping", "drift", "--instance", "gh")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_base_of_a_stream_is_given_as_the_connector_ships_it_and_an_overlay_is_checked_over_it()
    {
        var written = await _shell.OkAsync("mapping", "base", "gh", "pull-request");
        Assert.Equal(written.Out, (await _shell.OkAsync("mapping", "base", "gh", "pull-request", "--json")).Json.GetProperty("base").GetString());
        var file = await _shell.WriteAsync("pull-request.yaml", written.Out);
        await _shell.OkAsync("mapping", "lint", file, "--overlay", await _shell.WriteAsync("overlay.yaml", "version: 1\nset: { title: $uppercase(title) }\n"));
        Assert.Contains("has no mapping for stream 'nosuch'", (await _shell.RunAsync("mapping", "base", "gh", "nosuch")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploads_to_a_connector_that_takes_none_say_so()
    {
        var file = await _shell.WriteAsync("results.xml", "<testsuites/>");
        var ran = await _shell.RunAsync("upload", "gh", file);
        Assert.NotEqual(0, ran.Exit);
        Assert.NotEmpty(ran.Out + ran.Error);
    }

    private Task DeliverAsync(int number, string title) => DeliverAsync(Body(number, title));

    private static string Body(int number, string title) => $$$$"""
        {"action":"opened","number":{{{{number}}}},"pull_request":{"id":{{{{number}}}},"node_id":"PR_{{{{number}}}}","number":{{{{number}}}},"state":"open","title":"{{{{title}}}}","url":"https://api.github.com/repos/o/r/pulls/{{{{number}}}}",
        "html_url":"https://github.com/o/r/pull/{{{{number}}}}","created_at":"2099-01-01T00:00:00Z","updated_at":"2099-01-01T00:00:00Z","user":{"id":1,"login":"ada","type":"User"},
        "head":{"ref":"hello","sha":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},"base":{"ref":"main","sha":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","repo":{"id":5,"full_name":"o/r","url":"https://api.github.com/repos/o/r"}}},
        "repository":{"id":5,"full_name":"o/r","url":"https://api.github.com/repos/o/r"}}
        """;

    // As a tool does, until the instance is open and takes it.
    private async Task DeliverAsync(string body)
    {
        while (await SendAsync(Encoding.UTF8.GetBytes(body)) is var answer && answer != HttpStatusCode.Accepted)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer);
        }
    }

    private async Task<HttpStatusCode> SendAsync(byte[] body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_shell.Address}/hooks/gh") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-GitHub-Event", "pull_request");
        request.Headers.Add("X-GitHub-Delivery", Guid.NewGuid().ToString());
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
