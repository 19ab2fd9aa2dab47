using System.Text;
using System.Text.Json;
using Plutora.Integration.Connectors.Git.Tests.Support;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Tests.Reading;

public sealed class TagTests : IDisposable
{
    private readonly Repository _repository = new();
    private readonly string _commit;

    public TagTests()
    {
        _commit = _repository.Commit("first");
        _repository.Branch("main", _commit);
    }

    [Fact]
    public async Task A_lightweight_tag_names_its_commit()
    {
        _repository.Git("tag", "v1", _commit);
        var json = Polled.Json((await ReadAsync()).Single());
        Assert.Equal((_commit, "commit"), Target(json));
        Assert.False(json.TryGetProperty("annotation", out _));
    }

    [Fact]
    public async Task An_annotated_tag_tells_tagger_time_message_and_the_commit()
    {
        _repository.Git("tag", "-a", "-m", "The first", "rel/v1", _commit);
        var record = (await ReadAsync()).Single();
        var json = Polled.Json(record);
        var annotation = json.GetProperty("annotation");
        Assert.Equal("tool/rel/v1", record.Id);
        Assert.Equal((_commit, "commit"), Target(json));
        Assert.Equal("The first\n", annotation.GetProperty("message").GetString());
        Assert.Equal("ann@example.com", annotation.GetProperty("tagger").GetProperty("email").GetString());
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), record.Time);
        Assert.Equal(_repository.Git("rev-parse", "rel/v1"), annotation.GetProperty("sha").GetString());
    }

    [Fact]
    public async Task A_tag_of_a_tag_names_the_commit_in_the_end()
    {
        _repository.Git("tag", "-a", "-m", "inner", "inner", _commit);
        _repository.Git("tag", "-a", "-m", "outer", "outer", "inner");
        var json = (await ReadAsync()).Select(Polled.Json).Single(j => j.GetProperty("name").GetString() == "outer");
        Assert.Equal((_commit, "commit"), Target(json));
        Assert.Equal("tag", json.GetProperty("annotation").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Tags_of_trees_and_files_are_told_and_do_not_disturb_commits()
    {
        var blob = _repository.Store("blob", [1, 2, 3]);
        _repository.Git("tag", "file", blob);
        _repository.Git("tag", "tree", _commit + "^{tree}");
        _repository.Git("tag", "-a", "-m", "x", "annotated-file", blob);
        await using var polled = new Polled(_repository.Folder);
        Assert.Equal(
            ["annotated-file blob", "file blob", "tree tree"],
            (await polled.ReadAsync("tag")).Select(r => $"{Polled.Json(r).GetProperty("name")} {Target(Polled.Json(r)).Type}"));
        Assert.Equal(_commit, Polled.Json((await polled.ReadAsync("commit")).Single()).GetProperty("sha").GetString());
    }

    [Fact]
    public async Task An_old_tag_without_tagger_is_told_with_all_its_bytes_accounted_for()
    {
        var old = _repository.Store("tag", Encoding.UTF8.GetBytes($"object {_commit}\ntype commit\ntag old\n\nx\n"));
        _repository.Git("update-ref", "refs/tags/old", old);
        var record = (await ReadAsync()).Single();
        Assert.Null(record.Time);
        Assert.False(Polled.Json(record).GetProperty("annotation").TryGetProperty("tagger", out _));
    }

    [Fact]
    public async Task A_tag_whose_object_is_missing_is_set_aside_and_the_others_are_told()
    {
        _repository.Git("tag", "v1", _commit);
        await File.WriteAllTextAsync(Path.Combine(_repository.Folder, "refs", "tags", "lost"), new string('1', 40) + "\n", TestContext.Current.CancellationToken);
        await using var polled = new Polled(_repository.Folder);
        Assert.Equal("tool/v1", Assert.Single(await polled.ReadAsync("tag")).Id);
        var fault = Assert.Single(polled.Faults);
        Assert.Equal("tool/lost", fault.Id);
        Assert.Contains("lacks the object", fault.Reason, StringComparison.Ordinal);
        Assert.Single(await polled.ReadAsync("commit"));
    }

    [Fact]
    public async Task A_moved_tag_is_told_again_and_a_deleted_one_as_deleted()
    {
        _repository.Git("tag", "v1", _commit);
        _repository.Git("tag", "v2", _commit);
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("tag");
        Assert.Empty(await polled.ReadAsync("tag"));
        var second = _repository.Commit("second", [_commit], 1);
        _repository.Git("tag", "--force", "v1", second);
        _repository.Git("tag", "--delete", "v2");
        Assert.Equal(["tool/v2 gone", "tool/v1"], (await polled.ReadAsync("tag")).Select(r => r.Id + (r.Deleted ? " gone" : "")));
    }

    public void Dispose() => _repository.Dispose();

    private static (string? Sha, string? Type) Target(JsonElement json) =>
        (json.GetProperty("target").GetProperty("sha").GetString(), json.GetProperty("target").GetProperty("type").GetString());

    private async Task<List<SourceRecord>> ReadAsync()
    {
        await using var polled = new Polled(_repository.Folder);
        return await polled.ReadAsync("tag");
    }
}
