using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Git.Tests.Support;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Tests.Reading;

public sealed class BranchTests : IDisposable
{
    private readonly Repository _repository = new();
    private readonly string _first;

    public BranchTests()
    {
        _first = _repository.Commit("first");
        _repository.Branch("main", _first);
        _repository.Branch("release/1", _first);
    }

    [Fact]
    public async Task Each_branch_is_told_with_its_commit_and_which_is_the_default()
    {
        await using var polled = new Polled(_repository.Folder);
        var told = await polled.ReadAsync("branch");
        Assert.Equal(["tool/main", "tool/release/1"], told.Select(r => r.Id));
        Assert.All(told, r => Assert.Equal(_first, Polled.Json(r).GetProperty("sha").GetString()));
        Assert.Equal([true, false], told.Select(r => Polled.Json(r).GetProperty("isDefault").GetBoolean()));
    }

    [Fact]
    public async Task What_did_not_change_is_not_told_again()
    {
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("branch");
        Assert.Empty(await polled.ReadAsync("branch"));
        Assert.Empty(polled.Pages);
        var second = _repository.Commit("second", [_first], 1);
        _repository.Branch("main", second);
        Assert.Equal("tool/main", Assert.Single(await polled.ReadAsync("branch")).Id);
    }

    [Fact]
    public async Task A_deleted_branch_is_told_as_deleted_once()
    {
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("branch");
        _repository.Git("update-ref", "-d", "refs/heads/release/1");
        var gone = Assert.Single(await polled.ReadAsync("branch"));
        Assert.Equal(("tool/release/1", true), (gone.Id, gone.Deleted));
        Assert.Empty(await polled.ReadAsync("branch"));
    }

    [Fact]
    public async Task Another_default_branch_tells_both_again()
    {
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("branch");
        _repository.Git("symbolic-ref", "HEAD", "refs/heads/release/1");
        Assert.Equal(["tool/main", "tool/release/1"], (await polled.ReadAsync("branch")).Select(r => r.Id));
    }

    [Fact]
    public async Task A_read_that_was_cut_tells_the_rest()
    {
        for (var number = 0; number < 10; number++)
        {
            _repository.Branch($"b{number}", _first);
        }

        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("branch", pageSize: 3, cutAfter: 2);
        await polled.RestartAsync();
        await polled.ReadAsync("branch", pageSize: 3);
        Assert.Equal(12, polled.Told.Count);
        Assert.Equal(12, polled.Told.Select(r => r.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_full_scan_tells_every_branch_and_that_the_repository_is_complete()
    {
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("branch");
        for (var scan = 0; scan < 2; scan++)
        {
            Assert.Equal(2, (await polled.ReadAsync("branch", ReadMode.FullScan)).Count);
            Assert.Equal(["tool"], polled.Pages.SelectMany(p => p.CompletedContainers));
        }
    }

    [Fact]
    public async Task Patterns_choose_branches_and_with_them_commits()
    {
        var other = _repository.Commit("other", [_first], 1);
        _repository.Branch("wip/x", other);
        var options = new JsonObject { ["branches"] = new JsonArray("main", "release/*") };
        await using var polled = new Polled(_repository.Folder, options);
        Assert.Equal(["tool/main", "tool/release/1"], (await polled.ReadAsync("branch")).Select(r => r.Id));
        await polled.ReadAsync("commit");
        Assert.Equal([_first], polled.Commits);
    }

    [Fact]
    public async Task A_name_that_is_no_UTF_8_is_told_in_Latin_1()
    {
        await File.WriteAllTextAsync(Path.Combine(_repository.Folder, "packed-refs"), $"# pack-refs with: peeled fully-peeled sorted \n{_first} refs/heads/gr\u00fcn\n", System.Text.Encoding.Latin1, TestContext.Current.CancellationToken);
        await using var polled = new Polled(_repository.Folder);
        Assert.Contains("tool/grün", (await polled.ReadAsync("branch")).Select(r => r.Id));
    }

    public void Dispose() => _repository.Dispose();
}
