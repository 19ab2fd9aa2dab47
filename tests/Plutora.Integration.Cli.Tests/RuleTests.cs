using System.Text.Json;

namespace Plutora.Integration.Cli.Tests;

public sealed class RuleTests
{
    private const string Rules = """
        rules:
          - id: named
            relation: contains
            from: { entity: milestone, fields: [title], pattern: '(?<key>[A-Z]+-[0-9]+)' }
            to: { entity: work-item }
          - id: hosts
            relation: contains
            from: { entity: application, id: cat/application/front }
            to: { entity: configuration-item, match: ['web-*'] }
        """;

    [Fact]
    public async Task Rules_of_a_file_are_previewed_set_listed_and_removed()
    {
        await using var shell = await Shell.StartAsync();
        var file = await shell.WriteAsync("rules.yaml", Rules);
        Assert.Contains("named: 0 links added, 0 removed", (await shell.OkAsync("rule", "preview", file)).Out, StringComparison.Ordinal);
        Assert.Equal(2, (await shell.OkAsync("rule", "preview", file, "--json")).Json.GetArrayLength());
        Assert.Empty((await shell.OkAsync("rule", "list", "--json")).Json.EnumerateArray());
        Assert.Equal(2, (await shell.OkAsync("rule", "set", file, "--json")).Json.GetArrayLength());
        Assert.Contains("hosts", (await shell.OkAsync("rule", "list")).Out, StringComparison.Ordinal);
        await shell.OkAsync("rule", "remove", "hosts");
        Assert.Equal("named", Assert.Single((await shell.OkAsync("rule", "list", "--json")).Json.EnumerateArray()).GetProperty("rule").GetProperty("id").GetString());
        Assert.Equal(1, (await shell.RunAsync("rule", "remove", "hosts")).Exit);
    }

    [Fact]
    public async Task A_rule_that_is_refused_is_told_with_every_fault()
    {
        await using var shell = await Shell.StartAsync();
        var ran = await shell.RunAsync("rule", "set", await shell.WriteAsync("bad.yaml", Rules.Replace("'(?<key>[A-Z]+-[0-9]+)'", "'.*'", StringComparison.Ordinal).Replace("milestone", "nosuch", StringComparison.Ordinal)));
        Assert.Equal(1, ran.Exit);
        Assert.Contains("'nosuch' is no entity", ran.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await shell.RunAsync("rule", "set", await shell.WriteAsync("none.yaml", "[]"))).Exit);
        Assert.Equal(2, (await shell.RunAsync("rule", "set", await shell.WriteAsync("nameless.yaml", "relation: contains"))).Exit);
        Assert.Equal(2, (await shell.RunAsync("rule", "set", "nosuch.yaml")).Exit);
        var json = await shell.RunAsync("rule", "set", await shell.WriteAsync("bad.yaml", "id: x\nrelation: likes\n"), "--json");
        Assert.Equal(JsonValueKind.Array, JsonElement.Parse(json.Error).GetProperty("faults").ValueKind);
    }
}
