using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Cli.Tests;

public sealed class TransferTests
{
    [Fact]
    public async Task An_instance_is_carried_with_its_overlays_and_its_secrets_as_references()
    {
        await using var shell = await Shell.StartAsync();
        await shell.OkAsync("instance", "add", "gh", "--connector", "github", "--option", "repositories=o/r", "--option", "token=env:TOKEN", "--paused");
        var overlay = await shell.WriteAsync("overlay.yaml", "version: 1\nsource: github/pull-request\ntarget: pull-request\nset:\n  title: '\"PR: \" & title'\n");
        await shell.OkAsync("mapping", "activate", "gh", "pull-request", "--overlay", overlay);
        var file = Path.Combine(shell.Home, "gh.json");
        await shell.OkAsync("instance", "export", "gh", "--output", file);
        Assert.Equal(JsonElement.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ToString().Length, (await shell.OkAsync("instance", "export", "gh")).Json.ToString().Length);

        var exists = await shell.RunAsync("instance", "import", file);
        Assert.Equal(1, exists.Exit);
        Assert.Contains("'gh' exists", exists.Error, StringComparison.Ordinal);
        Assert.Contains("secret list", (await shell.OkAsync("instance", "import", file, "--id", "gh2")).Out, StringComparison.Ordinal);
        var definition = (await shell.OkAsync("instance", "show", "gh2", "--json")).Json.GetProperty("definition");
        Assert.Equal("""{"repositories":["o/r"],"token":"env:TOKEN"}""", JsonSerializer.Serialize(definition.GetProperty("options")));
        Assert.Contains("\"PR: \"", (await shell.OkAsync("mapping", "list", "--instance", "gh2", "--json")).Json.EnumerateArray()
            .Single(a => a.GetProperty("stream").GetString() == "pull-request" && a.GetProperty("active").GetBoolean()).GetProperty("overlay").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"format":2,"future":{"shape":"unknown"}}""", "The export has format 2, this hub reads 1. Import it into the hub version that wrote it, or a newer one.")]
    [InlineData("""{"hello":1}""", "'format' is missing")]
    [InlineData("""{"format":1}""", "'definition' is missing")]
    [InlineData("""{"format":1,"definition":{"id":5}}""", "is no export of an instance")]
    public async Task An_import_of_a_newer_format_or_of_something_else_is_refused_with_a_sentence(string document, string told)
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync(document, TestContext.Current.CancellationToken, "instance", "import", "-");
        Assert.Equal(1, ran.Exit);
        Assert.Contains(told, ran.Error, StringComparison.Ordinal);
        Assert.Equal("[]", (await shell.OkAsync("instance", "list", "--json")).Out.Trim());
    }

    [Fact]
    public async Task A_file_that_is_no_json_is_told_before_the_hub_is_asked()
    {
        await using var shell = Shell.Alone();
        var broken = await shell.RunAsync("nope", TestContext.Current.CancellationToken, "instance", "import", "-");
        Assert.Equal(2, broken.Exit);
        Assert.Contains("is no export of an instance", broken.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await shell.RunAsync("instance", "import", Path.Combine(shell.Home, "nosuch.json"))).Exit);
    }

    [Fact]
    public async Task An_update_by_options_keeps_the_privacy_of_the_instance()
    {
        await using var shell = await Shell.StartAsync();
        await shell.OkAsync("instance", "add", await shell.WriteAsync("gh.yaml", "id: gh\nconnector: github\npaused: true\nprivacy:\n  drop: [ user.login ]\n"));
        await shell.OkAsync("instance", "update", "gh", "--name", "My hub");
        var definition = JsonNode.Parse((await shell.OkAsync("instance", "show", "gh", "--json")).Out)!["definition"]!;
        Assert.Equal("""["user.login"]""", definition["privacy"]?["drop"]?.ToJsonString());
    }
}
