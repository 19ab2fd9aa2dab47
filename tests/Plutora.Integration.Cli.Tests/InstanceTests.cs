using System.Text.Json;

namespace Plutora.Integration.Cli.Tests;

public sealed class InstanceTests
{
    [Fact]
    public async Task An_instance_is_added_by_options_of_the_types_that_its_connector_says()
    {
        await using var shell = await Shell.StartAsync();
        var added = await shell.OkAsync("instance", "add", "gh", "--connector", "github", "--option", "repositories=o/r", "--option", "repositories=o/q", "--option", "pageSize=50", "--paused",
            "--webhook", "hmac", "--webhook-secret", "store:hook", "--interval", "issue=60", "--schedule", "release=0 5 * * *", "--since", "2030-01-01T00:00:00Z", "--json");
        var definition = added.Json.GetProperty("definition");
        Assert.Equal("""{"repositories":["o/r","o/q"],"pageSize":50}""", JsonSerializer.Serialize(definition.GetProperty("options")));
        Assert.Equal(("hmac", 60, "0 5 * * *"), (definition.GetProperty("webhook").GetProperty("verifier").GetString(), definition.GetProperty("intervals").GetProperty("issue").GetInt32(), definition.GetProperty("schedules").GetProperty("release").GetString()));
    }

    [Fact]
    public async Task Without_an_id_it_is_called_as_its_connector()
    {
        await using var shell = await Shell.StartAsync();
        Assert.Contains("plutora events tail --instance github", (await shell.OkAsync("instance", "add", "--connector", "github", "--paused")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instances_are_added_from_yaml_json_and_standard_input()
    {
        await using var shell = await Shell.StartAsync();
        await shell.OkAsync("instance", "add", await shell.WriteAsync("one.yaml", "id: one\nconnector: github\npaused: true\noptions:\n  repositories: [o/r]\n"));
        await shell.OkAsync("instance", "add", await shell.WriteAsync("two.json", """{"instances":[{"id":"two","connector":"github","paused":true},{"id":"three","connector":"github","paused":true}]}"""));
        Assert.Equal(0, (await shell.RunAsync("{id: four, connector: github, paused: true}", TestContext.Current.CancellationToken, "instance", "add", "-")).Exit);
        Assert.Equal(["four", "one", "three", "two"], (await shell.OkAsync("instance", "list", "--json")).Json.EnumerateArray().Select(i => i.GetProperty("definition").GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Faults_of_an_instance_are_told_all_and_name_option_and_range()
    {
        await using var shell = await Shell.StartAsync();
        var typed = await shell.RunAsync("instance", "add", "gh", "--connector", "github", "--option", "pageSize=many");
        Assert.Equal((2, "--option pageSize=many: expected a whole number.\n"), (typed.Exit, typed.Error));
        var refused = await shell.RunAsync("instance", "add", "gh", "--connector", "github", "--option", "pageSize=1000", "--option", "nope=1");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("'nope'", refused.Error, StringComparison.Ordinal);
        Assert.Contains("must lie between 1 and 100", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Installed are: catalog, github", (await shell.RunAsync("instance", "add", "--connector", "nosuch", "--option", "a=b")).Error, StringComparison.Ordinal);
        Assert.Contains("line 2", (await shell.RunAsync("instance", "add", await shell.WriteAsync("bad.yaml", "id: x\n  connector: [\n"))).Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_keeps_the_rest()
    {
        await using var shell = await Shell.StartAsync();
        await shell.OkAsync("instance", "add", "gh", "--connector", "github", "--option", "repositories=o/r", "--paused");
        await shell.OkAsync("instance", "update", "gh", "--option", "pageSize=50", "--name", "My hub");
        var definition = (await shell.OkAsync("instance", "show", "gh", "--json")).Json.GetProperty("definition");
        Assert.Equal("""{"repositories":["o/r"],"pageSize":50}""", JsonSerializer.Serialize(definition.GetProperty("options")));
        Assert.Equal(("My hub", true), (definition.GetProperty("displayName").GetString(), definition.GetProperty("paused").GetBoolean()));
    }

    [Fact]
    public async Task An_instance_that_fails_shows_its_reason_and_a_wait_for_it_ends()
    {
        await using var shell = await Shell.StartAsync();
        await shell.OkAsync("instance", "add", "gh", "--connector", "github", "--option", "repositories=o/r", "--paused");
        Assert.Matches("doing +(paused|starting)", (await shell.OkAsync("instance", "show", "gh")).Out);
        Assert.Contains("Resume it first", (await shell.RunAsync("instance", "read", "gh")).Error, StringComparison.Ordinal);

        // Nobody listens there.
        await shell.OkAsync("instance", "update", "gh", "--option", "baseAddress=http://127.0.0.1:9/", "--paused", "false", "--since", "2030-01-01T00:00:00Z");
        var waited = await shell.RunAsync("instance", "read", "gh", "--stream", "issue", "--wait");
        Assert.Equal(1, waited.Exit);
        Assert.Contains("127.0.0.1:9", waited.Error, StringComparison.Ordinal);
        Assert.Contains("asked to read", (await shell.OkAsync("instance", "read", "gh")).Out, StringComparison.Ordinal);
        var backfill = await shell.RunAsync("instance", "backfill", "gh", "--stream", "issue");
        Assert.Equal(1, backfill.Exit);
        Assert.Contains("Stream 'issue' of connector 'github'", backfill.Error, StringComparison.Ordinal);
        Assert.Contains("asked to read", (await shell.OkAsync("instance", "scan", "gh")).Out, StringComparison.Ordinal);
        Assert.Contains("No deletions are held", (await shell.OkAsync("instance", "deletions", "gh")).Error, StringComparison.Ordinal);
        Assert.Equal(1, (await shell.RunAsync("instance", "deletions", "gh", "--apply", "issue")).Exit);
    }

    [Fact]
    public async Task Verbs_of_an_instance_do_what_they_say_and_name_what_is_not_there()
    {
        await using var shell = await Shell.StartAsync();
        await shell.OkAsync("instance", "add", "gh", "--connector", "github", "--paused");
        Assert.Contains("no cursor", (await shell.OkAsync("instance", "cursors", "gh")).Error, StringComparison.Ordinal);
        await shell.OkAsync("instance", "resume", "gh");
        Assert.False((await shell.OkAsync("instance", "show", "gh", "--json")).Json.GetProperty("definition").TryGetProperty("paused", out var paused) && paused.GetBoolean());
        await shell.OkAsync("instance", "pause", "gh");
        await shell.OkAsync("instance", "reset", "gh");
        await shell.OkAsync("instance", "reset", "gh", "issue");
        Assert.Contains("expected one of", (await shell.RunAsync("instance", "reset", "gh", "nosuch")).Error, StringComparison.Ordinal);
        Assert.Contains("stay", (await shell.OkAsync("instance", "remove", "gh")).Out, StringComparison.Ordinal);
        foreach (var verb in new[] { "show", "check", "pause", "resume", "read", "cursors", "remove", "reset" })
        {
            var missing = await shell.RunAsync("instance", verb, "gh");
            Assert.Equal(1, missing.Exit);
            Assert.Contains("There is no instance 'gh'.", missing.Error, StringComparison.Ordinal);
        }
    }
}
