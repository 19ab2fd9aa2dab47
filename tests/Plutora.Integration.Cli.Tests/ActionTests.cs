namespace Plutora.Integration.Cli.Tests;

/// <summary><c>plutora action</c> against a hub whose connectors offer none: what cannot be done is told.</summary>
public sealed class ActionTests
{
    [Fact]
    public async Task What_cannot_be_asked_for_is_told_and_nothing_is_listed()
    {
        await using var shell = await Shell.StartAsync();
        await shell.OkAsync("instance", "add", "planner", "--connector", "service", "--option", "entities=release");
        Assert.Contains("No action was asked for", (await shell.OkAsync("action", "list")).Error, StringComparison.Ordinal);
        Assert.Contains("It offers no action", (await shell.OkAsync("action", "offered", "--in", "planner")).Error, StringComparison.Ordinal);
        var (missing, none, wrong) = (await shell.RunAsync("action", "run", "close-ticket", "--on", "T-1"), await shell.RunAsync("action", "run", "create-ticket", "--in", "planner", "--arg", "title=x"), await shell.RunAsync("action", "run", "close-ticket", "--on", "T-1", "--arg", "title"));
        Assert.Equal((1, 1, 2), (missing.Exit, none.Exit, wrong.Exit));
        Assert.Contains("No entity has the id or alias 'T-1'", missing.Error, StringComparison.Ordinal);
        Assert.Contains("offers none without a target", none.Error, StringComparison.Ordinal);
        Assert.Contains("expected name=value", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await shell.RunAsync("action", "show", "nosuch")).Exit);
        Assert.Equal(2, (await shell.RunAsync("action", "settle", "nosuch", "--as", "maybe")).Exit);
    }
}
