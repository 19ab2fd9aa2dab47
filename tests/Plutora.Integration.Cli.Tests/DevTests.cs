using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Plutora.Integration.Cli.Tests;

/// <summary><c>plutora connector dev</c> on a connector that is a document: no hub runs. One with a project is built and shown by the end-to-end tests.</summary>
public sealed class DevTests
{
    private const string Connector = """
        format: 1
        id: desk
        version: 1.0.0
        name: Desk
        description: Tickets of Desk.
        options:
          address: { type: string, format: uri, required: true }
          token: { type: string, secret: true, required: true }
        http: { address: "${ $options.address }", auth: { kind: bearer, token: "${ $secrets.token }" } }
        check: { path: me, message: "Signed in." }
        streams:
          ticket: { description: A ticket., request: { path: tickets }, id: id, interval: 5m }
        """;

    private const string Mapping = """
        version: 1
        source: desk/ticket
        target: work-item
        key: $string(id)
        set: { title: title, state: '"proposed"', kind: '"task"', createdAt: created }
        """;

    [Fact]
    public async Task Records_are_shown_beside_their_entities_and_what_is_set_aside_with_its_reason()
    {
        using var tool = WireMockServer.Start();
        tool.Given(Request.Create().WithPath("/me")).RespondWith(Response.Create().WithBody("{}"));
        tool.Given(Request.Create().WithPath("/tickets").WithHeader("Authorization", "Bearer s3cret"))
            .RespondWith(Response.Create().WithBody("""[{"id":1,"title":"Printer","created":"2026-01-01T00:00:00Z"},{"id":2,"title":"Scanner","created":"yesterday"}]"""));
        await using var shell = Shell.Alone();
        var folder = await WriteAsync(shell);
        var token = await shell.WriteAsync("token", "s3cret");
        string[] command = ["connector", "dev", folder, "--once", "--option", $"address={tool.Url}/", "--option", $"token=file:{token}"];

        var ran = await shell.RunAsync([.. command, "--json"]);
        Assert.Equal(1, ran.Exit);
        var records = ran.Json.GetProperty("records").EnumerateArray().ToList();
        Assert.Equal(["1", "2"], records.Select(r => r.GetProperty("id").GetString()));
        Assert.Equal("Printer", Assert.Single(records[0].GetProperty("entities").EnumerateArray()).GetProperty("title").GetString());
        Assert.Empty(records[1].GetProperty("entities").EnumerateArray());
        Assert.Contains("createdAt", records[1].GetProperty("setAside").GetString(), StringComparison.Ordinal);

        var shown = await shell.RunAsync(command);
        Assert.Contains("dev/work-item/1", shown.Out, StringComparison.Ordinal);
        Assert.Contains("set aside", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", shown.Out + ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_the_options_the_tool_or_the_folder_is_said()
    {
        using var tool = WireMockServer.Start();
        tool.Given(Request.Create().WithPath("/*")).RespondWith(Response.Create().WithStatusCode(401));
        await using var shell = Shell.Alone();
        var folder = await WriteAsync(shell);
        var token = await shell.WriteAsync("token", "s3cret");

        var options = await shell.RunAsync("connector", "dev", folder, "--once", "--json");
        Assert.Equal(1, options.Exit);
        Assert.Contains(options.Json.GetProperty("faults").EnumerateArray(), f => f.GetString()!.Contains("address", StringComparison.Ordinal));

        var refused = await shell.RunAsync("connector", "dev", folder, "--once", "--json", "--option", $"address={tool.Url}/", "--option", $"token=file:{token}");
        Assert.Equal(1, refused.Exit);
        Assert.Contains(refused.Json.GetProperty("faults").EnumerateArray(), f => f.GetString()!.Contains("401", StringComparison.Ordinal));

        Assert.Equal(2, (await shell.RunAsync("connector", "dev", Path.Combine(folder, "nowhere"), "--once")).Exit);
    }

    private static async Task<string> WriteAsync(Shell shell)
    {
        var folder = Directory.CreateDirectory(Path.Combine(shell.Home, "desk", "mappings")).Parent!.FullName;
        await shell.WriteAsync("desk/connector.yaml", Connector);
        await shell.WriteAsync("desk/mappings/ticket.yaml", Mapping);
        return folder;
    }
}
