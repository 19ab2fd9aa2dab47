namespace Plutora.Integration.Cli.Tests;

public sealed class ReceiverTests
{
    private const string Settings = """
        instances: []
        cdEvents:
          publish: true
          receivers: [{ id: tekton, url: 'http://127.0.0.1:1/', secret: 'store:signing' }]
        """;

    [Fact]
    public async Task Receivers_are_listed_paused_and_resumed()
    {
        await using var shell = await Shell.StartAsync(Settings);
        var listed = Assert.Single((await shell.OkAsync("receiver", "list", "--json")).Json.EnumerateArray());
        Assert.Equal(("tekton", false, 0), (listed.GetProperty("id").GetString(), listed.GetProperty("paused").GetBoolean(), listed.GetProperty("lag").GetInt64()));
        Assert.True((await shell.OkAsync("receiver", "pause", "tekton", "--json")).Json.GetProperty("paused").GetBoolean());
        Assert.Contains("tekton", (await shell.OkAsync("receiver", "list")).Out, StringComparison.Ordinal);
        Assert.False((await shell.OkAsync("receiver", "resume", "tekton", "--json")).Json.GetProperty("paused").GetBoolean());
        var unknown = await shell.RunAsync("receiver", "pause", "nosuch");
        Assert.Equal(1, unknown.Exit);
        Assert.Contains("cdEvents.receivers", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_receivers_keep_the_hub_from_starting_with_every_fault()
    {
        await using var shell = Shell.Alone();
        await shell.WriteAsync("plutora.yaml", "cdEvents: { receivers: [{ id: A, url: nowhere }] }");
        var ran = await shell.RunAsync("up", "--urls", "http://127.0.0.1:0", "--home", shell.Home);
        Assert.Equal(2, ran.Exit);
        Assert.All((string[])["cdEvents.publish: true", "receivers[0].id'", "receivers[0].url'"], fault => Assert.Contains(fault, ran.Error, StringComparison.Ordinal));
    }
}
