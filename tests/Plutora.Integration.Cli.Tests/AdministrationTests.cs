namespace Plutora.Integration.Cli.Tests;

public sealed class AdministrationTests
{
    [Fact]
    public async Task A_key_is_told_once_sees_its_scope_and_is_revoked()
    {
        await using var shell = await Shell.StartAsync();
        var key = (await shell.OkAsync("key", "add", "dash", "--instance", "gh", "--entity", "pull-request")).Out.Trim();
        Assert.DoesNotContain(key, (await shell.OkAsync("key", "list", "--json")).Out, StringComparison.Ordinal);
        Assert.Contains("viewer", (await shell.OkAsync("key", "list")).Out, StringComparison.Ordinal);
        await shell.OkAsync("instance", "list", "--key", key);
        var refused = await shell.RunAsync("key", "list", "--key", key);
        Assert.Equal(4, refused.Exit);
        Assert.Contains("role viewer; this needs administrator", refused.Error, StringComparison.Ordinal);
        await shell.OkAsync("key", "revoke", "dash");
        Assert.Equal(4, (await shell.RunAsync("instance", "list", "--key", key)).Exit);
        Assert.Contains("'dash'", (await shell.RunAsync("key", "revoke", "dash")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_comes_from_standard_input_and_is_never_shown()
    {
        await using var shell = await Shell.StartAsync();
        Assert.Equal(0, (await shell.RunAsync("s3cret\n", TestContext.Current.CancellationToken, "secret", "put", "hook")).Exit);
        var list = await shell.OkAsync("secret", "list", "--json");
        Assert.Equal("hook", Assert.Single(list.Json.EnumerateArray()).GetString());
        Assert.Equal(2, (await shell.RunAsync("secret", "put", "empty")).Exit);
        await shell.OkAsync("secret", "remove", "hook");
        Assert.Equal("[]", (await shell.OkAsync("secret", "list", "--json")).Out.Trim());
    }

    [Fact]
    public async Task Connectors_are_listed_shown_and_one_in_use_is_not_removed()
    {
        await using var shell = await Shell.StartAsync();
        Assert.Contains("github", (await shell.OkAsync("connector", "list")).Out, StringComparison.Ordinal);
        var shown = await shell.OkAsync("connector", "show", "github");
        Assert.Contains("repositories", shown.Out, StringComparison.Ordinal);
        Assert.Contains("secret reference", shown.Out, StringComparison.Ordinal);
        await shell.OkAsync("instance", "add", "gh", "--connector", "github", "--paused");
        var refused = await shell.RunAsync("connector", "remove", "github");
        Assert.Contains("is used by gh", refused.Error, StringComparison.Ordinal);
        Assert.Contains("no such file", (await shell.RunAsync("connector", "install", "nosuch.nupkg")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upgrade_that_fails_leaves_the_instances_at_work_and_one_that_works_moves_them()
    {
        await using var shell = await Shell.StartAsync();
        await shell.OkAsync("instance", "add", "gh", "--connector", "github", "--paused");
        Assert.Equal(1, (await shell.RunAsync("connector", "upgrade", "github", "nosuch.nupkg")).Exit);
        Assert.NotEqual(default, (await shell.OkAsync("instance", "show", "gh", "--json")).Json.GetProperty("state"));
        await shell.OkAsync("connector", "upgrade", "github", Path.Combine(AppContext.BaseDirectory, "connectors", "github"));
        Assert.NotEqual(default, (await shell.OkAsync("instance", "show", "gh", "--json")).Json.GetProperty("state"));
        Assert.Contains("install it first", (await shell.RunAsync("connector", "upgrade", "nosuch", "x.nupkg")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_tells_address_log_and_instances()
    {
        await using var shell = await Shell.StartAsync();
        await shell.OkAsync("instance", "add", "gh", "--connector", "github", "--paused");
        var told = (await shell.OkAsync("status")).Out;
        Assert.Contains(shell.Address, told, StringComparison.Ordinal);
        Assert.Matches("instances +1 (paused|starting)", told);
        Assert.Equal(0, (await shell.OkAsync("status", "--json")).Json.GetProperty("normalizerLag").GetInt64());
    }

    [Fact]
    public async Task Schemas_are_listed_with_their_topics_and_shown_by_name_or_urn()
    {
        await using var shell = await Shell.StartAsync();
        Assert.Contains("cdm.pull-request.v1", (await shell.OkAsync("schema", "list")).Out, StringComparison.Ordinal);
        var byName = await shell.OkAsync("schema", "show", "pull-request");
        Assert.Equal(byName.Out, (await shell.OkAsync("schema", "show", "urn:plutora:cdm:pull-request:1")).Out);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, byName.Json.ValueKind);
        Assert.Contains("urn:plutora:cdm:nosuch:1", (await shell.RunAsync("schema", "show", "nosuch")).Error, StringComparison.Ordinal);
    }
}
