using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Client.Tests.Hubs;
using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Client.Tests.Documented;

/// <summary>What the documentation shows is compiled and runs.</summary>
public sealed partial class DocumentationTests
{
    [Theory]
    [InlineData("docs/subscribers/README.md", 3)]
    [InlineData("docs/subscribers/publishing.md", 3)]
    [InlineData("docs/subscribers/actions.md", 2)]
    [InlineData("sdk/Plutora.Integration.Client/README.md", 2)]
    public async Task The_code_of_a_page_is_the_code_that_is_compiled(string page, int count)
    {
        var compiled = Squeezed(await File.ReadAllTextAsync(Path.Combine(Shared.Root, "tests/Plutora.Integration.Client.Tests/Documented/DocumentedCode.cs"), TestContext.Current.CancellationToken));
        var blocks = Code().Matches(await File.ReadAllTextAsync(Path.Combine(Shared.Root, page), TestContext.Current.CancellationToken));
        Assert.Equal(count, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(Squeezed(block.Groups[1].Value), compiled, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_documented_subscription_keeps_its_table()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.PublishAsync(Events.PullRequest("git", "1", 1), Events.PullRequest("git", "1", 2, "Say goodbye"), Events.PullRequest("git", "2", 1));
        var file = Path.Combine(Directory.CreateTempSubdirectory("plutora-documented-").FullName, "own.db");
        var connectionString = $"Data Source={file};Pooling=False";
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await ScalarAsync(connection, "PRAGMA journal_mode = WAL");
        await ScalarAsync(connection, "CREATE TABLE pull_requests (id TEXT PRIMARY KEY, title TEXT, open INTEGER)");

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        var running = DocumentedCode.SubscribeAsync(new EventSubscriber(http, hub.Connection, TimeProvider.System), connectionString, stop.Token);
        while (await ScalarAsync(connection, "SELECT count(*) FROM pull_requests WHERE title = 'Say goodbye' OR id LIKE '%/2'") is not 2L && !running.IsCompleted)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public void The_documented_registration_is_in_order()
    {
        var services = new ServiceCollection();
        DocumentedCode.Register(services, "plk_key");
        using var provider = services.BuildServiceProvider();
        Assert.Equal("plk_key", provider.GetRequiredService<IOptions<PlutoraClientOptions>>().Value.Key);
    }

    [Fact]
    public async Task The_documented_reader_reads_an_entity_and_its_links()
    {
        var hub = new FakeHub(FakeHub.Json("""{"id":"git/pull-request/7","deleted":false,"entity":{"id":"git/pull-request/7","title":"Say hello","state":"open"}}"""), FakeHub.Json("[]"));
        var (found, links) = await DocumentedCode.ReadAsync(new(new(hub.Client, FakeHub.Connection)), TestContext.Current.CancellationToken);
        Assert.Equal(("Say hello", 0), (found!.Entity.Title, links.Count));
    }

    [Fact]
    public async Task The_documented_action_tells_how_it_ended()
    {
        var told = new List<string>();
        var hub = new FakeHub(FakeHub.Json("""{"id":"a1","action":"close-ticket","instance":"jira","status":"Failed","failure":"Refused","reason":"The field is locked."}"""));
        var delivery = new EntityEvent<Deployment>(null!, Events.PullRequest("git", "1", 1), null, null);
        await DocumentedCode.CloseAsync(new(new(hub.Client, FakeHub.Connection), TimeProvider.System), delivery, told.Add, TestContext.Current.CancellationToken);
        Assert.Equal(["Failed: The field is locked."], told);
    }

    [Fact]
    public async Task The_documented_request_answers_with_events_as_described()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.PublishAsync(Events.PullRequest("git", "1", 1));
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", hub.Administrator) } };
        var page = await http.GetStringAsync(new Uri(hub.Gate.Address, "/api/v1/events?topic=cdm.pull-request.v1&from=earliest&follow=false"), TestContext.Current.CancellationToken);
        var position = Regex.Match(page, "event: position\nid: (.+)\ndata: \\1\n\n").Groups[1].Value;
        Assert.Matches("^id: .+\ndata: \\{\"specversion\":\"1.0\",\"id\":\"git/pull-request/1@1\"", page);

        http.DefaultRequestHeaders.Add("Last-Event-ID", position);
        Assert.Equal($"event: end\nid: {position}\ndata: {position}\n\n", await http.GetStringAsync(new Uri(hub.Gate.Address, "/api/v1/events?topic=cdm.pull-request.v1&follow=false"), TestContext.Current.CancellationToken));
    }

    private static async Task<object?> ScalarAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static string Squeezed(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
