using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Connectors.Git.Tests.Support;

namespace Plutora.Integration.Connectors.Git.Tests.Remotes;

public sealed class MirrorTests : IDisposable
{
    private readonly Repository _remote = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly string _first;

    public MirrorTests()
    {
        _first = _remote.Commit("first");
        _remote.Branch("main", _first);
        _remote.Branch("side", _first);
    }

    [Fact]
    public async Task A_remote_is_read_and_follows_what_is_pushed_rewritten_and_deleted()
    {
        await using var polled = new Polled(_remote.Address, time: _time);
        Assert.Equal(["tool/main", "tool/side"], (await polled.ReadAsync("branch")).Select(r => r.Id));
        await polled.ReadAsync("commit");
        var other = _remote.Commit("other", [], 5);
        _remote.Branch("main", other);
        _remote.Git("update-ref", "-d", "refs/heads/side");
        Assert.Equal(["tool/side gone", "tool/main"], (await polled.ReadAsync("branch")).Select(r => r.Id + (r.Deleted ? " gone" : "")));
        await polled.ReadAsync("commit");
        Assert.Equal([_first, other], polled.Commits);
    }

    [Fact]
    public async Task A_work_folder_that_vanished_is_made_again_and_nothing_is_told_twice()
    {
        await using var polled = new Polled(_remote.Address, time: _time);
        await polled.ReadAsync("commit");
        await polled.ReadAsync("branch");
        await polled.RestartAsync(loseWorkFolder: true);
        var second = _remote.Commit("second", [_first], 1);
        _remote.Branch("main", second);
        await polled.ReadAsync("commit");
        Assert.Equal([_first, second], polled.Commits);
        Assert.Equal("tool/main", Assert.Single(await polled.ReadAsync("branch")).Id);
    }

    [Fact]
    public async Task A_mirror_that_was_left_half_made_or_locked_is_made_again()
    {
        await using var polled = new Polled(_remote.Address, time: _time);
        await polled.ReadAsync("commit");
        var mirror = Assert.Single(Directory.GetDirectories(polled.WorkFolder));
        await File.WriteAllTextAsync(Path.Combine(mirror, "packed-refs.lock"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(mirror, "refs", "heads", "main.lock"), "", TestContext.Current.CancellationToken);
        var second = _remote.Commit("second", [_first], 1);
        _remote.Branch("main", second);
        await polled.ReadAsync("commit");
        File.Delete(Path.Combine(mirror, "config"));
        var third = _remote.Commit("third", [second], 2);
        _remote.Branch("main", third);
        await polled.ReadAsync("commit");
        Assert.Equal([_first, second, third], polled.Commits);
    }

    [Fact]
    public async Task Streams_share_a_fetch_but_a_signal_after_it_sees_what_was_pushed_since()
    {
        await using var polled = new Polled(_remote.Address, time: _time);
        await polled.ReadAsync("branch");
        var second = _remote.Commit("second", [_first], 1);
        _remote.Branch("main", second);
        await polled.ReadAsync("commit");
        Assert.Equal([_first], polled.Commits);
        await polled.ReadAsync("branch");
        await polled.ReadAsync("commit");
        Assert.Equal([_first, second], polled.Commits);
        var third = _remote.Commit("third", [second], 2);
        _remote.Branch("main", third);
        await polled.ReadAsync("branch");
        _remote.Branch("main", _remote.Commit("fourth", [third], 3));
        _time.Advance(RepositorySource.FetchServes + TimeSpan.FromSeconds(1));
        await polled.ReadAsync("commit");
        Assert.Equal(4, polled.Commits.Count());
    }

    [Fact]
    public async Task Another_default_branch_is_seen_with_the_repository()
    {
        await using var polled = new Polled(_remote.Address, time: _time);
        Assert.Equal("main", Polled.Json(Assert.Single(await polled.ReadAsync("repository"))).GetProperty("defaultBranch").GetString());
        _remote.Git("symbolic-ref", "HEAD", "refs/heads/side");
        Assert.Equal("side", Polled.Json(Assert.Single(await polled.ReadAsync("repository"))).GetProperty("defaultBranch").GetString());
    }

    [Fact]
    public async Task With_names_alone_no_file_contents_are_fetched()
    {
        _remote.Git("config", "uploadpack.allowFilter", "true");
        var blob = _remote.Store("blob", "x\n"u8.ToArray());
        _remote.Branch("main", _remote.Commit("second", [_first], 1, _remote.GitReading(System.Text.Encoding.UTF8.GetBytes($"100644 blob {blob}\tf\n"), "mktree")));
        await using var polled = new Polled(_remote.Address, new JsonObject { ["files"] = "names" }, _time);
        Assert.Equal("""[{"path":"f","status":"A"}]""", Polled.Json((await polled.ReadAsync("commit"))[^1]).GetProperty("files").GetRawText());
        var mirror = Assert.Single(Directory.GetDirectories(polled.WorkFolder));
        Assert.DoesNotContain(blob, _remote.Git("--git-dir", mirror, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_without_file_contents_is_read_without_fetching_them()
    {
        _remote.Git("config", "uploadpack.allowFilter", "true");
        var blob = _remote.Store("blob", "x\n"u8.ToArray());
        _remote.Branch("main", _remote.Commit("second", [_first], 1, _remote.GitReading(System.Text.Encoding.UTF8.GetBytes($"100644 blob {blob}\tf\n"), "mktree")));
        using var clone = _remote.Clone("--filter=blob:none", "--no-checkout");
        await using var polled = new Polled(clone.Folder);
        Assert.Equal("""[{"path":"f","status":"A"}]""", Polled.Json((await polled.ReadAsync("commit"))[^1]).GetProperty("files").GetRawText());
        Assert.DoesNotContain(blob, clone.Git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_tells_where_it_was_cloned_from_without_the_credentials_in_it()
    {
        using var clone = _remote.Clone();
        clone.Git("remote", "set-url", "origin", "https://ann:secret@github.com/o/r.git");
        await using var polled = new Polled(clone.Folder);
        var record = Assert.Single(await polled.ReadAsync("repository"));
        var json = Polled.Json(record);
        Assert.Equal("https://github.com/o/r", json.GetProperty("url").GetString());
        Assert.Equal("""["https://github.com/o/r.git"]""", json.GetProperty("cloneUrls").GetRawText());
        Assert.Equal(("clone", "o/r"), (record.Id, json.GetProperty("fullName").GetString()));
    }

    public void Dispose() => _remote.Dispose();
}
