namespace Plutora.Integration.Cli.Tests;

/// <summary>What a newcomer meets first: each answer says what is wrong and what to do.</summary>
public sealed class NewcomerTests
{
    [Fact]
    public async Task Alone_it_shows_the_first_steps()
    {
        await using var shell = Shell.Alone();
        var ran = await shell.OkAsync();
        Assert.Contains("plutora up", ran.Out, StringComparison.Ordinal);
        Assert.Contains("plutora instance add --connector git", ran.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nosuch", "'nosuch' is no command of 'plutora'. There are: up, status, events")]
    [InlineData("instanc list", "Did you mean 'instance'?")]
    [InlineData("instance ad", "'ad' is no command of 'plutora instance'. Did you mean 'add'?")]
    [InlineData("entity show", "Required argument missing for command: 'show'.")]
    [InlineData("events tail --entity pullrequest", "'pullrequest' is no entity of the common data model")]
    [InlineData("events tail --limit 0", "--limit is 0: expected 1 or more.")]
    [InlineData("events tail --cause never", "'never'")]
    [InlineData("instance list --hub nonsense", "'nonsense' is no address of a hub")]
    [InlineData("mapping lint nosuch.yaml", "There is no file 'nosuch.yaml'.")]
    [InlineData("upload tests nosuch.xml", "There is no file 'nosuch.xml'.")]
    public async Task A_wrong_command_line_names_the_offender_and_ends_with_2(string line, string told)
    {
        await using var shell = Shell.Alone();
        await shell.WriteAsync("admin.key", "plk_any");
        var ran = await shell.RunAsync(line.Split(' '));
        Assert.Contains(told, ran.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (ran.Exit, ran.Out));
    }

    [Fact]
    public async Task A_wrong_command_line_is_told_to_programs_as_json()
    {
        await using var shell = Shell.Alone();
        var ran = await shell.RunAsync("entity", "show", "--json");
        Assert.Equal((2, 2), (ran.Exit, System.Text.Json.JsonElement.Parse(ran.Error).GetProperty("exitCode").GetInt32()));
    }

    [Fact]
    public async Task A_noun_alone_shows_its_verbs()
    {
        await using var shell = Shell.Alone();
        var ran = await shell.RunAsync("dead-letter");
        Assert.Contains("replay", ran.Out, StringComparison.Ordinal);
        Assert.Equal(2, ran.Exit);
    }

    [Fact]
    public async Task Without_a_hub_it_says_how_to_start_one()
    {
        await using var shell = Shell.Alone();
        await shell.WriteAsync("admin.key", "plk_any");
        foreach (var line in new[] { "instance list", "events tail", "key list" })
        {
            var ran = await shell.RunAsync(line.Split(' '));
            Assert.Equal(3, ran.Exit);
            Assert.Contains("Start one with 'plutora up', or name another with --hub", ran.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_key_it_says_where_one_is_looked_for_also_to_programs()
    {
        await using var shell = Shell.Alone();
        var ran = await shell.RunAsync("instance", "list", "--json");
        var told = System.Text.Json.JsonElement.Parse(ran.Error);
        Assert.Equal((4, 4), (ran.Exit, told.GetProperty("exitCode").GetInt32()));
        Assert.Contains(Path.Combine(shell.Home, "admin.key"), told.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_told_with_where_it_came_from_and_never_shown()
    {
        await using var shell = await Shell.StartAsync();
        shell.Environment["PLUTORA_KEY"] = "plk_secret";
        var ran = await shell.RunAsync("instance", "list");
        Assert.Equal(4, ran.Exit);
        Assert.Contains("the key of PLUTORA_KEY", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("plk_secret", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_with_nothing_to_read_says_what_to_do_next_on_every_list()
    {
        await using var shell = await Shell.StartAsync();
        Assert.Contains("plutora instance add --connector git", (await shell.OkAsync("instance", "list")).Error, StringComparison.Ordinal);
        Assert.Contains("plutora instance add", (await shell.OkAsync("mapping", "list")).Error, StringComparison.Ordinal);
        Assert.Contains("plutora secret put", (await shell.OkAsync("secret", "list")).Error, StringComparison.Ordinal);
        Assert.Contains("No dead letter waits", (await shell.OkAsync("dead-letter", "list")).Error, StringComparison.Ordinal);
        Assert.Contains("plutora instance list", (await shell.OkAsync("events", "tail", "--no-follow")).Error, StringComparison.Ordinal);
        Assert.Equal("[]", (await shell.OkAsync("instance", "list", "--json")).Out.Trim());
    }

    [Fact]
    public async Task A_tail_with_nothing_there_says_that_it_waits_and_ends_with_130_when_interrupted()
    {
        await using var shell = await Shell.StartAsync();
        using var stop = new CancellationTokenSource();
        var tail = shell.RunAsync("", stop.Token, "events", "tail");
        await stop.CancelAsync();
        Assert.Equal(130, (await tail).Exit);
    }

    [Fact]
    public async Task A_hub_ends_in_order_and_a_second_one_on_its_home_folder_is_refused()
    {
        await using var shell = await Shell.StartAsync();
        var second = await shell.RunAsync("up", "--urls", "http://127.0.0.1:0");
        Assert.Equal(3, second.Exit);
        Assert.Contains("in use by another process", second.Error, StringComparison.Ordinal);
        Assert.Equal(0, await shell.StopAsync());
    }

    [Theory]
    [InlineData("--urls nonsense", 2, "Expected addresses such as http://127.0.0.1:5080.")]
    [InlineData("--home /dev/null/home", 3, "Choose another with --home.")]
    public async Task A_hub_that_cannot_start_says_why(string arguments, int exit, string told)
    {
        await using var shell = Shell.Alone();
        await shell.WriteAsync("plutora.yaml", "instances: []\n");
        var ran = await shell.RunAsync(["up", .. arguments.Split(' ')]);
        Assert.Equal(exit, ran.Exit);
        Assert.Contains(told, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_told_every_fault()
    {
        await using var shell = Shell.Alone();
        await shell.WriteAsync("plutora.yaml", "name: Bad Name\nlimits: { jsonDepth: 1 }\n");
        var ran = await shell.RunAsync("up", "--urls", "http://127.0.0.1:0");
        Assert.Equal((2, 2), (ran.Exit, ran.Error.Trim().Split('\n').Length));
    }
}
