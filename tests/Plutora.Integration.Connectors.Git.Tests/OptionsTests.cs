using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Git.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var faults = new GitConnector().Validate(new JsonObject
        {
            ["repositories"] = new JsonArray(
                "-upload-pack=x", "ext::sh -c x", "ftp://h/r", "https://ann:secret@h/r", "/a/tool", "/b/tool.git", "http://h/r", "https://h", "/", ""),
            ["ids"] = new JsonObject { ["https://elsewhere/r"] = "x", ["/a/tool"] = "" },
            ["accounts"] = new JsonArray(
                new JsonObject { ["host"] = "h", ["token"] = "t" },
                new JsonObject { ["host"] = "H", ["token"] = "t", ["user"] = "a:b" },
                new JsonObject { ["host"] = "https://h/", ["token"] = "" }),
            ["branches"] = new JsonArray("main", " "),
            ["silenceMinutes"] = 0,
        });
        Assert.Equal(
            ["accounts[1].host", "accounts[1].user", "accounts[2].host", "accounts[2].token", "branches[1]", "ids./a/tool", "ids.https://elsewhere/r",
             "repositories[0]", "repositories[1]", "repositories[2]", "repositories[3]", "repositories[6]", "repositories[7]", "repositories[8]", "repositories[9]", "silenceMinutes"],
            faults.Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(faults, f => f.ToString().Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_repositories_of_one_name_need_ids_of_their_own()
    {
        var options = new JsonObject { ["repositories"] = new JsonArray("/a/tool", "/b/tool.git") };
        var fault = Assert.Single(new GitConnector().Validate(options));
        Assert.Contains("Give one of them another id in 'ids'", fault.ToString(), StringComparison.Ordinal);
        options["ids"] = new JsonObject { ["/b/tool.git"] = "other" };
        Assert.Empty(new GitConnector().Validate(options));
    }

    [Fact]
    public void One_repository_is_needed_and_enough()
    {
        Assert.Equal("repositories", Assert.Single(new GitConnector().Validate([])).Path);
        Assert.Empty(new GitConnector().Validate(new JsonObject { ["repositories"] = new JsonArray(".") }));
    }

    [Fact]
    public void Tokens_are_secrets() => Assert.Equal(["accounts[].token"], new GitConnector().Descriptor.Options.Secrets);

    [Fact]
    public void A_signal_starts_the_read_of_what_a_push_changes()
    {
        var webhook = new GitConnector().Descriptor.Webhook!;
        Assert.Equal([VerifierKind.Signal], webhook.Verifiers);
        Assert.Equal(["branch", "tag", "commit"], webhook.SignalStreams);
    }

    [Theory]
    [InlineData("https://GitHub.com/o/r.git", "github.com/o/r", "r", "https://github.com/o/r")]
    [InlineData("https://h:8443/o/p/r/", "h:8443/o/p/r", "r", "https://h:8443/o/p/r")]
    [InlineData("http://h/r", "h/r", "r", "http://h/r")]
    [InlineData("ssh://git@h:2222/o/r.git", "h:2222/o/r", "r", "https://h/o/r")]
    [InlineData("git@github.com:o/r.git", "github.com/o/r", "r", "https://github.com/o/r")]
    [InlineData("h:r", "h/r", "r", "https://h/r")]
    [InlineData("git://h/r.git", "h/r", "r", "https://h/r")]
    [InlineData("file:///srv/git/tool.git", "tool", "tool", null)]
    [InlineData("/srv/git/tool.git", "tool", "tool", null)]
    [InlineData("/home/ann/tool/.git", "tool", "tool", null)]
    [InlineData("/home/ann/a:b", "a:b", "a:b", null)]
    public void An_address_tells_id_name_and_where_people_look(string text, string id, string name, string? web)
    {
        var address = RepositoryAddress.Parse(text, out var fault);
        Assert.Null(fault);
        Assert.Equal((id, name, web), (address!.Id, address.Name, address.Web));
        Assert.Equal(!text.StartsWith('/'), address.IsRemote);
    }

    [Fact]
    public void A_relative_path_begins_at_the_current_folder() =>
        Assert.Equal(Path.GetFileName(Directory.GetCurrentDirectory()), RepositoryAddress.Parse(".", out _)!.Id);
}
