namespace Plutora.Integration.Cli.Tests;

/// <summary>The page of the command line says what the command line does.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public async Task The_reference_is_the_one_that_the_commands_yield()
    {
        var page = Path.Combine(Shared.Root, "docs", "administrators", "cli.md");
        var actual = Reference.Write();
        if (Environment.GetEnvironmentVariable("PLUTORA_WRITE_CLI") == "1")
        {
            await File.WriteAllTextAsync(page, actual, TestContext.Current.CancellationToken);
        }

        Assert.True(
            actual == (await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"),
            "docs/administrators/cli.md differs from the commands: run the test once with PLUTORA_WRITE_CLI=1 and commit the page.");
    }

    [Fact]
    public void Every_command_option_and_argument_has_a_description()
    {
        var all = Reference.Commands().ToArray();
        Assert.All(all, c => Assert.False(string.IsNullOrWhiteSpace(c.Command.Description), c.Path));
        Assert.All(all.SelectMany(c => c.Command.Options.Cast<System.CommandLine.Symbol>().Concat(c.Command.Arguments), (c, s) => (c.Path, Symbol: s)), s => Assert.False(string.IsNullOrWhiteSpace(s.Symbol.Description), $"{s.Path} {s.Symbol.Name}"));
    }
}
