using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Script.Tests;

/// <summary>What may be run, and what may not.</summary>
public sealed class AllowListTests : IAsyncDisposable
{
    private readonly Bench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task What_is_not_on_the_list_is_not_run_and_the_list_is_told()
    {
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => _bench.Open(_bench.Script("touch ran")).ExecuteAsync(Bench.AskedOf("/bin/sh", "-c", "touch ran"), TestContext.Current.CancellationToken));

        Assert.Equal((ConnectorErrorKind.Permanent, "The program '/bin/sh' is not on the list of instance 'ops'. On it are: tool."), (fault.Kind, fault.Message));
        Assert.False(File.Exists(Path.Combine(_bench.Folder, "ran")));
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_are_all_told_and_nothing_is_run()
    {
        var instance = _bench.Open(_bench.Script("touch ran"), p => (p["maxArguments"], p["pattern"]) = (2, "[a-z]+|[0-9]+"));

        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Bench.RunAsync(instance, "web", "we b", "web\n", "a1"));

        Assert.Equal(
            "'tool' takes 2 arguments at most, and 4 are given. Argument 2 does not match the pattern that the instance asks for. Argument 3 does not match the pattern that the instance asks for. Argument 4 does not match the pattern that the instance asks for.",
            fault.Message);
        Assert.False(File.Exists(Path.Combine(_bench.Folder, "ran")));
    }

    [Theory]
    [InlineData("--force")]
    [InlineData("-")]
    [InlineData("a\nb")]
    [InlineData("")]
    public async Task By_default_no_argument_looks_like_an_option_or_holds_control_characters(string argument) =>
        Assert.Contains("Argument 1 does not match", (await Assert.ThrowsAsync<ConnectorException>(() => Bench.RunAsync(_bench.Open(_bench.Script("touch ran")), argument))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_preview_says_what_would_be_run_and_runs_nothing()
    {
        var path = _bench.Script("touch ran");
        var preview = await _bench.Open(path, p => p["arguments"] = new JsonArray("--env")).PreviewAsync(Bench.Asked("a b"), TestContext.Current.CancellationToken);

        Assert.Equal($"Would run {path} \"--env\" \"a b\" in {_bench.Folder}, for 300 seconds at most.", preview.Summary);
        Assert.False(File.Exists(Path.Combine(_bench.Folder, "ran")));
    }

    [Fact]
    public async Task What_cannot_or_must_not_be_run_is_told_by_the_check_and_by_the_action_with_the_remedy()
    {
        var plain = _bench.Script("exit 0", UnixFileMode.UserRead);
        var open = _bench.Script("exit 0", UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        (string Path, string Folder, string Message)[] cases =
        [
            ("/nowhere/tool", _bench.Folder, "There is no program '/nowhere/tool', which 'tool' names. Correct 'path'."),
            (_bench.Script("exit 0"), "/nowhere", "There is no folder '/nowhere', which 'tool' runs in. Make it, or correct 'folder'."),
            (plain, _bench.Folder, $"'{plain}' is not executable. Run: chmod u+x '{plain}'"),
            (open, _bench.Folder, $"'{open}' may be changed by every user of the machine, and is not run. Run: chmod o-w '{open}'"),
        ];
        foreach (var (path, folder, message) in cases)
        {
            var instance = _bench.Open(path, p => p["folder"] = folder);
            Assert.Equal((false, message), ((await instance.CheckAsync(TestContext.Current.CancellationToken)) is var check ? check.Succeeded : true, check.Message));
            var fault = await Assert.ThrowsAsync<ConnectorException>(() => Bench.RunAsync(instance));
            Assert.Equal((ConnectorErrorKind.Configuration, message), (fault.Kind, fault.Message));
        }

        Assert.Equal("May run tool.", (await _bench.Open(_bench.Script("exit 0")).CheckAsync(TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public async Task A_program_that_the_system_cannot_start_did_nothing()
    {
        var path = _bench.Script("exit 0", interpreter: "/nowhere/interpreter");

        Assert.Equal(ConnectorErrorKind.Configuration, (await Assert.ThrowsAsync<ConnectorException>(() => Bench.RunAsync(_bench.Open(path)))).Kind);
    }
}
