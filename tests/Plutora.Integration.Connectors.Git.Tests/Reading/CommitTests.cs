using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Git.Tests.Support;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Tests.Reading;

public sealed class CommitTests : IDisposable
{
    private readonly Repository _repository = new();

    [Fact]
    public async Task A_repository_without_commits_tells_none_and_then_its_first()
    {
        await using var polled = new Polled(_repository.Folder);
        Assert.Empty(await polled.ReadAsync("commit"));
        Assert.Empty(await polled.ReadAsync("branch"));
        var first = _repository.Commit("first");
        _repository.Branch("main", first);
        await polled.ReadAsync("commit");
        Assert.Equal([first], polled.Commits);
    }

    [Fact]
    public async Task Parents_come_before_children_and_what_was_told_is_not_told_again()
    {
        var root = _repository.Commit("root");
        var left = _repository.Commit("left", [root], 20);
        var right = _repository.Commit("right", [root], 10);
        var merge = _repository.Commit("merge", [left, right], 5);
        _repository.Branch("main", merge);
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("commit", pageSize: 2);
        var order = polled.Commits.ToList();
        Assert.Equal(4, order.Count);
        Assert.Equal(root, order[0]);
        Assert.Equal(merge, order[3]);
        Assert.Empty(await polled.ReadAsync("commit"));
        var next = _repository.Commit("next", [merge], 30);
        _repository.Branch("main", next);
        Assert.Equal(next, Polled.Json(Assert.Single(await polled.ReadAsync("commit"))).GetProperty("sha").GetString());
    }

    [Fact]
    public async Task Commits_that_arrive_between_two_pages_neither_shift_nor_hide_the_others()
    {
        var commits = Chain(20);
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("commit", pageSize: 3, cutAfter: 2);
        var side = _repository.Commit("side", [commits[0]], -5);
        var next = _repository.Commit("next", [commits[^1]], 100);
        _repository.Branch("a-side", side);
        _repository.Branch("main", next);
        await polled.ReadAsync("commit", pageSize: 3);
        Assert.Equal(22, polled.Commits.Count());
        Assert.Equal([.. commits, side, next], polled.Commits.ToHashSet());
    }

    [Fact]
    public async Task Files_are_told_with_kinds_renames_and_lines()
    {
        using var repository = new Repository(bare: false);
        await File.WriteAllTextAsync(Path.Combine(repository.Folder, "a b"), "1\n2\n3\n4\n5\n6\n", TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(repository.Folder, "binary"), [0, 1, 2], TestContext.Current.CancellationToken);
        repository.Git("add", ".");
        repository.Git("commit", "--quiet", "-m", "one");
        repository.Git("mv", "a b", "c");
        await File.AppendAllTextAsync(Path.Combine(repository.Folder, "c"), "7\n", TestContext.Current.CancellationToken);
        repository.Git("rm", "--quiet", "binary");
        repository.Git("commit", "--quiet", "-a", "-m", "two");
        repository.Git("commit", "--quiet", "--allow-empty", "-m", "three");
        await using var polled = new Polled(repository.Folder);
        var told = (await polled.ReadAsync("commit")).Select(Polled.Json).ToList();
        Assert.Equal(
            ["""[{"path":"a b","status":"A","additions":6,"deletions":0},{"path":"binary","status":"A"}]""",
             """[{"path":"binary","status":"D"},{"path":"c","previousPath":"a b","status":"R","additions":1,"deletions":0}]""", "[]"],
            told.Select(j => j.GetProperty("files").GetRawText()));
        Assert.Equal("""{"files":2,"additions":1,"deletions":0}""", told[1].GetProperty("stats").GetRawText());

        await using var names = new Polled(repository.Folder, new JsonObject { ["files"] = "names" });
        var named = (await names.ReadAsync("commit")).Select(Polled.Json).ToList();
        Assert.Equal("""[{"path":"a b","status":"D"},{"path":"binary","status":"D"},{"path":"c","status":"A"}]""", named[1].GetProperty("files").GetRawText());
        Assert.Equal("""{"files":3}""", named[1].GetProperty("stats").GetRawText());

        await using var none = new Polled(repository.Folder, new JsonObject { ["files"] = "none" });
        Assert.All((await none.ReadAsync("commit")).Select(Polled.Json), j => Assert.False(j.TryGetProperty("files", out _)));
    }

    [Fact]
    public async Task A_commit_of_many_files_tells_a_thousand_and_counts_all()
    {
        var blob = _repository.Store("blob", "x\n"u8.ToArray());
        var tree = _repository.GitReading(System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1_500).Select(n => $"100644 blob {blob}\tf{n:0000}\n"))), "mktree");
        _repository.Branch("main", _repository.Commit("import", tree: tree));
        await using var polled = new Polled(_repository.Folder);
        var json = Polled.Json(Assert.Single(await polled.ReadAsync("commit")));
        Assert.Equal(1_000, json.GetProperty("files").GetArrayLength());
        Assert.Equal("""{"files":1500,"additions":1500,"deletions":0}""", json.GetProperty("stats").GetRawText());
    }

    [Fact]
    public async Task A_submodule_and_a_damaged_file_do_not_disturb_the_stream()
    {
        var module = _repository.GitReading(System.Text.Encoding.UTF8.GetBytes($"160000 commit {new string('a', 40)}\tmodule\n"), "mktree", "--missing");
        var lost = _repository.GitReading(System.Text.Encoding.UTF8.GetBytes($"100644 blob {new string('b', 40)}\tlost\n"), "mktree", "--missing");
        var first = _repository.Commit("first", tree: module);
        var second = _repository.Commit("second", [first], 1, lost);
        var third = _repository.Commit("third", [second], 2, module);
        _repository.Branch("main", third);
        await using var polled = new Polled(_repository.Folder);
        var told = (await polled.ReadAsync("commit")).Select(Polled.Json).ToList();
        Assert.Equal([first, second, third], polled.Commits);
        Assert.Equal("module", told[0].GetProperty("files")[0].GetProperty("path").GetString());
        Assert.False(told[1].TryGetProperty("files", out _));
    }

    [Fact]
    public async Task A_first_read_from_a_date_leaves_older_commits_out_for_good()
    {
        var commits = Chain(10);
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("commit", pageSize: 2, cutAfter: 1, since: DateTimeOffset.FromUnixTimeSeconds(1_700_000_006));
        await polled.ReadAsync("commit", pageSize: 2, since: DateTimeOffset.FromUnixTimeSeconds(1_700_000_006));
        Assert.Equal(commits[6..], polled.Commits);
        Assert.Empty(await polled.ReadAsync("commit"));
    }

    [Fact]
    public async Task An_id_of_the_options_stands_in_every_record()
    {
        Chain(1);
        await using var polled = new Polled(_repository.Folder, new JsonObject { ["ids"] = new JsonObject { [_repository.Folder] = "core" } });
        foreach (var stream in (string[])["repository", "branch", "commit"])
        {
            var record = Assert.Single(await polled.ReadAsync(stream));
            Assert.StartsWith("core", record.Id, StringComparison.Ordinal);
            Assert.Equal("core", record.Container);
            Assert.Equal("core", Polled.Json(record).GetProperty("repository").GetProperty("id").GetString());
        }
    }

    [Fact]
    public async Task Progress_counts_to_the_total()
    {
        Chain(10);
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("commit", pageSize: 4);
        Assert.Equal([new(4, 10), new(8, 10), new(10, 10)], polled.Pages.Select(p => p.Progress!));
    }

    [Fact]
    public async Task A_checkout_on_no_branch_tells_its_commit()
    {
        var commits = Chain(3);
        using var clone = _repository.Clone("--no-tags");
        clone.Git("checkout", "--quiet", "--detach");
        clone.Git("branch", "--quiet", "-D", "main");
        await using var polled = new Polled(clone.Folder);
        await polled.ReadAsync("commit");
        Assert.Equal(commits, polled.Commits);
    }

    [Fact]
    public async Task A_shallow_clone_tells_what_it_holds_and_once_deepened_the_rest()
    {
        var commits = Chain(10);
        using var clone = _repository.Clone("--depth=3");
        await using var polled = new Polled(clone.Folder);
        var check = await polled.Instance.CheckAsync(TestContext.Current.CancellationToken);
        Assert.True(check.Succeeded);
        Assert.Contains("a shallow clone", check.Message, StringComparison.Ordinal);
        await polled.ReadAsync("commit");
        Assert.Equal(commits[7..], polled.Commits);
        Assert.True(Polled.Json(Assert.Single(await polled.ReadAsync("repository"))).GetProperty("isShallow").GetBoolean());
        clone.Git("fetch", "--quiet", "--unshallow");
        await polled.ReadAsync("commit");
        Assert.Equal(commits, polled.Commits.Distinct().Order(StringComparer.Ordinal).OrderBy(c => Array.IndexOf(commits, c)));
    }

    [Theory]
    [InlineData(2, "{}", "version 2")]
    [InlineData(1, "not JSON", "cannot be read")]
    [InlineData(1, "{}", "cannot be read")]
    public async Task A_cursor_that_is_not_ours_is_refused(int version, string value, string reason)
    {
        await using var polled = new Polled(_repository.Folder);
        polled.SetCursor("commit", new(version, value));
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => polled.ReadAsync("commit"));
        Assert.Equal(ConnectorErrorKind.Configuration, fault.Kind);
        Assert.Contains(reason, fault.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("commit", ReadMode.FullScan)]
    [InlineData("commit", ReadMode.Backfill)]
    [InlineData("issue", ReadMode.Incremental)]
    public async Task What_the_connector_does_not_read_is_refused(string stream, ReadMode mode)
    {
        await using var polled = new Polled(_repository.Folder);
        Assert.Equal(ConnectorErrorKind.Permanent, (await Assert.ThrowsAsync<ConnectorException>(() => polled.ReadAsync(stream, mode))).Kind);
    }

    public void Dispose() => _repository.Dispose();

    private string[] Chain(int count)
    {
        var commits = new List<string>();
        for (var number = 0; number < count; number++)
        {
            commits.Add(_repository.Commit($"{number}", number == 0 ? [] : [commits[^1]], number));
        }

        _repository.Branch("main", commits[^1]);
        return [.. commits];
    }
}
