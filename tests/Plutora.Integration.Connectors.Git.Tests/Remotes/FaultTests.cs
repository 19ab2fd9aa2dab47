using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Connectors.Git.Tests.Support;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Tests.Remotes;

/// <summary>What goes wrong at a repository is told in a sentence, with the kind by which the hub decides what to do.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-fault-").FullName;

    [Fact]
    public async Task A_folder_that_is_not_there()
    {
        var fault = await FaultOf(Path.Combine(_folder, "nowhere"));
        Assert.Equal(ConnectorErrorKind.NotFound, fault.Kind);
        Assert.Contains("There is no folder", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_no_repository()
    {
        var fault = await FaultOf(_folder);
        Assert.Equal(ConnectorErrorKind.NotFound, fault.Kind);
        Assert.Contains("is not a git repository", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_without_repository()
    {
        var fault = await FaultOf(new Uri(_folder).AbsoluteUri);
        Assert.Equal(ConnectorErrorKind.NotFound, fault.Kind);
    }

    [Fact]
    public async Task A_host_that_does_not_answer()
    {
        var fault = await FaultOf("http://127.0.0.1:1/o/r.git");
        Assert.Equal(ConnectorErrorKind.Transient, fault.Kind);
        Assert.Contains("cannot be reached", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_of_another_user()
    {
        using var repository = new Repository();
        if (Environment.UserName != "root" || OperatingSystem.IsWindows())
        {
            Assert.Skip("Only root can give a folder to another user.");
        }

        using var chown = Process.Start("chown", ["-R", "65534", repository.Folder]);
        await chown.WaitForExitAsync(TestContext.Current.CancellationToken);
        var fault = await FaultOf(repository.Folder);
        Assert.Equal(ConnectorErrorKind.Authentication, fault.Kind);
        Assert.Contains($"git config --global --add safe.directory '{repository.Folder}'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_git()
    {
        var instance = new GitInstance(new() { Repositories = [_folder] }, new("test", [], NullLogger.Instance, TimeProvider.System, _folder), path: _folder);
        var check = await Assert.ThrowsAsync<ConnectorException>(() => instance.CheckAsync(TestContext.Current.CancellationToken));
        Assert.Contains("'git' is not on the hub's PATH", check.Message, StringComparison.Ordinal);
        var fault = await Assert.ThrowsAsync<ConnectorException>(async () =>
        {
            await foreach (var _ in instance.ReadAsync(new() { Stream = "commit" }, TestContext.Current.CancellationToken))
            {
            }
        });
        Assert.Equal(ConnectorErrorKind.Configuration, fault.Kind);
    }

    [Theory]
    [InlineData("git version 2.20.1", "git 2.20 is too old")]
    [InlineData("something else", "did not answer with a version")]
    public async Task A_git_that_will_not_do(string answer, string reason)
    {
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Program($"echo '{answer}'").VersionAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ConnectorErrorKind.Configuration, fault.Kind);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_git_that_falls_silent_is_ended()
    {
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Program("sleep 600", TimeSpan.FromMilliseconds(50)).TextAsync(new("fetch") { About = "h/r" }, TestContext.Current.CancellationToken));
        Assert.Equal(ConnectorErrorKind.Transient, fault.Kind);
        Assert.Contains("said nothing", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_git_that_talks_without_end_is_ended()
    {
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Program("yes").TextAsync(new("config"), TestContext.Current.CancellationToken));
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
    }

    [Fact]
    public async Task A_caller_that_gives_up_ends_git()
    {
        using var cancel = new CancellationTokenSource();
        var reading = Program("sleep 600").TextAsync(new("fetch"), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData("fatal: Authentication failed for 'https://h/r/'", ConnectorErrorKind.Authentication)]
    [InlineData("fatal: could not read Username for 'https://h': terminal prompts disabled", ConnectorErrorKind.Authentication)]
    [InlineData("git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.", ConnectorErrorKind.Authentication)]
    [InlineData("fatal: unable to access 'https://h/r/': The requested URL returned error: 403", ConnectorErrorKind.Authentication)]
    [InlineData("Host key verification failed.\nfatal: Could not read from remote repository.", ConnectorErrorKind.Authentication)]
    [InlineData("remote: Repository not found.\nfatal: repository 'https://h/r/' not found", ConnectorErrorKind.NotFound)]
    [InlineData("fatal: unable to access 'https://h/r/': The requested URL returned error: 429", ConnectorErrorKind.RateLimited)]
    [InlineData("fatal: unable to access 'https://h/r/': The requested URL returned error: 503", ConnectorErrorKind.Transient)]
    [InlineData("fatal: unable to access 'https://h/r/': Could not resolve host: h", ConnectorErrorKind.Transient)]
    [InlineData("fatal: the remote end hung up unexpectedly\nfatal: early EOF", ConnectorErrorKind.Transient)]
    [InlineData("fatal: write error: No space left on device", ConnectorErrorKind.Transient)]
    [InlineData("fatal: transport 'git' not allowed", ConnectorErrorKind.Configuration)]
    [InlineData("error: something new", ConnectorErrorKind.Transient)]
    public void Each_way_a_remote_fails_has_its_kind(string words, ConnectorErrorKind kind)
    {
        var fault = GitFaults.Of(new("fetch") { About = "https://h/r", IsRemote = true }, 128, words);
        Assert.Equal(kind, fault.Kind);
        Assert.Contains("https://h/r", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_repository_on_this_machine_is_permanent_and_names_the_remedy()
    {
        var fault = GitFaults.Of(new("rev-list") { About = "/srv/r" }, 128, "fatal: Failed to traverse parents of commit abc");
        Assert.Equal(ConnectorErrorKind.Permanent, fault.Kind);
        Assert.Contains("git fsck", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_repository_that_fails_does_not_hold_up_the_others()
    {
        using var good = new Repository();
        good.Branch("main", good.Commit("first"));
        await using var polled = new Polled([Path.Combine(_folder, "nowhere"), good.Folder]);
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => polled.ReadAsync("commit"));
        Assert.Equal(ConnectorErrorKind.NotFound, fault.Kind);
        Assert.Single(polled.Commits);
        fault = await Assert.ThrowsAsync<ConnectorException>(() => polled.ReadAsync("branch", ReadMode.FullScan));
        Assert.Equal(["tool"], polled.Pages.SelectMany(p => p.CompletedContainers));
        var check = await polled.Instance.CheckAsync(TestContext.Current.CancellationToken);
        Assert.False(check.Succeeded);
        Assert.Contains("nowhere", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_named_git_in_the_current_folder_is_not_run()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "git"), "", TestContext.Current.CancellationToken);
        Assert.Throws<ConnectorException>(() => GitExecutable.Find($".{Path.PathSeparator}"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A program in git's place.
    private GitProgram Program(string script, TimeSpan? silence = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        var file = Path.Combine(_folder, "git");
        if (!OperatingSystem.IsWindows())
        {
            ShellScript.Write(file, $"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n");
        }

        return new(_folder, silence ?? TimeSpan.FromMinutes(1), TimeProvider.System);
    }

    private static async Task<ConnectorException> FaultOf(string address)
    {
        await using var polled = new Polled(address);
        var check = await polled.Instance.CheckAsync(TestContext.Current.CancellationToken);
        Assert.False(check.Succeeded);
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => polled.ReadAsync("commit"));
        Assert.Equal(fault.Message, check.Message);
        return fault;
    }
}
