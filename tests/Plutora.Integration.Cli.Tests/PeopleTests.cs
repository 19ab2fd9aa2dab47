using System.Net.Http.Headers;
using System.Text;

namespace Plutora.Integration.Cli.Tests;

/// <summary>Privacy and forgetting by commands alone, looked for in every file of the home folder.</summary>
public sealed class PeopleTests
{
    private const string Name = "Ada Lovelace";
    private const string Address = "Ada.Lovelace@example.org";

    [Fact]
    public async Task A_forgotten_persons_name_and_address_stand_in_no_file_of_the_home_folder()
    {
        await using var shell = await Shell.StartAsync();
        await StartAsync(shell, "id: staff\nconnector: service\noptions: { entities: [person, release] }\n");
        await PublishAsync(shell, "p1", "person", "7", $$"""{"name":"{{Name}}","email":"{{Address}}","aliases":[{"alias":"{{Address}}"}],"kind":"user","state":"active"}""");
        await PublishAsync(shell, "p2", "person", "8", """{"name":"Grace","email":"grace@example.org","kind":"user","state":"active"}""");
        await PublishAsync(shell, "r1", "release", "1", $$"""{"name":"Spring","owner":{"entity":"person","alias":" {{Address.ToUpperInvariant()}} "} }""");
        await Waiting.UntilAsync("both people are there", async () => (await shell.RunAsync("entity", "show", "staff/person/7")).Exit + (await shell.RunAsync("entity", "show", "staff/person/8")).Exit == 0
            && (await shell.RunAsync("entity", "show", "staff/release/1")).Out.Contains("staff/person/7", StringComparison.Ordinal));
        Assert.True(Holds(shell, Name) && Holds(shell, Address));

        var refused = await shell.RunAsync("person", "forget", "nobody");
        Assert.Equal(1, refused.Exit);
        await shell.OkAsync("person", "forget", Address.ToLowerInvariant());

        Assert.Contains("No entity has the id", (await shell.RunAsync("entity", "show", "staff/person/7")).Error, StringComparison.Ordinal);
        Assert.Contains("Grace", (await shell.OkAsync("entity", "show", "staff/person/8")).Out, StringComparison.Ordinal);
        Assert.Contains("Spring", (await shell.OkAsync("entity", "show", "staff/release/1")).Out, StringComparison.Ordinal);
        AssertGone(shell);

        // Neither what the service says again, nor a backup, nor a restart brings it back.
        await PublishAsync(shell, "p3", "person", "7", $$"""{"name":"{{Name}}","email":"{{Address}}","kind":"user","state":"active"}""", version: 2);
        await PublishAsync(shell, "r2", "release", "1", $$"""{"name":"Summer","owner":{"entity":"person","alias":"{{Address}}"} }""", version: 2);
        await Waiting.UntilAsync("the release is there", async () => (await shell.OkAsync("entity", "show", "staff/release/1")).Out.Contains("Summer", StringComparison.Ordinal));
        await shell.OkAsync("log", "backup", "later.db");
        AssertGone(shell);
        await shell.StopAsync();
        AssertGone(shell);
    }

    [Fact]
    public async Task What_an_instance_drops_or_hashes_is_never_stored()
    {
        await using var shell = await Shell.StartAsync();
        await StartAsync(shell, "id: staff\nconnector: service\noptions: { entities: [person, release] }\nprivacy: { drop: [ email, extensions.phone ], hash: [ \"**.username\" ] }\n");
        await PublishAsync(shell, "p1", "person", "7", $$"""{"name":"Ada","email":"{{Address}}","username":"ada-l-1815","kind":"user","state":"active","extensions":{"phone":"555-0100","room":"12"} }""");
        await Waiting.UntilAsync("the person is there", async () => (await shell.RunAsync("entity", "show", "staff/person/7")).Exit == 0);
        var entity = (await shell.OkAsync("entity", "show", "staff/person/7", "--json")).Json.GetProperty("entity");
        Assert.False(entity.TryGetProperty("email", out _));
        Assert.StartsWith("hmac-", entity.GetProperty("username").GetString(), StringComparison.Ordinal);
        Assert.Equal("12", entity.GetProperty("extensions").GetProperty("room").GetString());
        await shell.StopAsync();
        Assert.All((string[])[Address, "ada-l-1815", "555-0100"], text => Assert.False(Holds(shell, text), text));
    }

    private static void AssertGone(Shell shell) => Assert.All((string[])[Name, Address, Address.ToLowerInvariant(), Address.ToUpperInvariant()], text => Assert.False(Holds(shell, text), text));

    private static async Task StartAsync(Shell shell, string instance)
    {
        await shell.OkAsync("instance", "add", await shell.WriteAsync("staff.yaml", instance));
        shell.Environment["SERVICE_KEY"] = (await shell.OkAsync("key", "add", "staff", "--publish", "staff")).Out.Trim();
    }

    private static async Task PublishAsync(Shell shell, string id, string entity, string key, string data, int version = 1)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", shell.Environment["SERVICE_KEY"]) } };
        var body = $$"""[{"specversion":"1.0","id":"{{id}}","source":"/staff","type":"com.plutora.cdm.{{entity}}.upserted.v1","subject":"staff/{{entity}}/{{key}}","time":"2099-01-01T00:00:00Z","recordversion":"{{version}}","data":{{data}} }]""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync($"{shell.Address}/api/v1/events", content, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    // As it is, and in base64 wherever it may begin.
    private static bool Holds(Shell shell, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        byte[][] wanted = [plain, .. Enumerable.Range(0, 3).Select(shift => Encoding.ASCII.GetBytes(Convert.ToBase64String([.. new byte[shift], .. plain]).TrimEnd('=')[(shift == 0 ? 0 : shift + 1)..^1]))];
        return Directory.EnumerateFiles(shell.Home, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal) && !f.EndsWith("calls.journal", StringComparison.Ordinal)).Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Array.Exists(wanted, each => bytes.AsSpan().IndexOf(each) >= 0);
        });
    }
}
