using System.Text;
using System.Text.Json;
using Plutora.Integration.Connectors.Git.Tests.Support;

namespace Plutora.Integration.Connectors.Git.Tests.Reading;

/// <summary>Commits as they are found in old, foreign and careless repositories.</summary>
public sealed class OddCommitTests : IDisposable
{
    private const string Empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    private const string Who = "Ann <ann@example.com> 1700000000 +0100";
    private readonly Repository _repository = new();

    public OddCommitTests() => _repository.GitReading([], "mktree");

    public static TheoryData<string, string> Commits => new()
    {
        { "plain", $"tree {Empty}\nauthor {Who}\ncommitter {Who}\n\nOne\n" },
        { "empty message", $"tree {Empty}\nauthor {Who}\ncommitter {Who}\n\n" },
        { "no empty line after the headers", $"tree {Empty}\nauthor {Who}\ncommitter {Who}\n" },
        { "a message of line breaks", $"tree {Empty}\nauthor {Who}\ncommitter {Who}\n\n\n\n\n" },
        { "no address", $"tree {Empty}\nauthor Ann <> 1700000000 +0100\ncommitter Ann <> 1700000000 +0100\n\nx" },
        { "no name", $"tree {Empty}\nauthor  <a@b> 1700000000 +0100\ncommitter <a@b> 1700000000 +0100\n\nx" },
        { "two brackets", $"tree {Empty}\nauthor Ann <a@b> <c@d> 1700000000 +0100\ncommitter {Who}\n\nx" },
        { "no date", $"tree {Empty}\nauthor Ann <a@b>\ncommitter {Who}\n\nx" },
        { "a date before 1970", $"tree {Empty}\nauthor Ann <a@b> -86400 -0330\ncommitter {Who}\n\nx" },
        { "a date beyond every calendar", $"tree {Empty}\nauthor Ann <a@b> 9223372036854775807 +0000\ncommitter {Who}\n\nx" },
        { "an offset of nowhere", $"tree {Empty}\nauthor Ann <a@b> 1700000000 +051800\ncommitter Ann <a@b> 1700000000 -0000\n\nx" },
        { "an offset without sign", $"tree {Empty}\nauthor Ann <a@b> 1700000000 0100\ncommitter Ann <a@b> 1700000000 +9999\n\nx" },
        { "signed", $"tree {Empty}\nauthor {Who}\ncommitter {Who}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n \n\nx\n" },
        { "a header of a later git", $"tree {Empty}\nauthor {Who}\ncommitter {Who}\nHG:extra a:b\nmergetag object abc\n type commit\n\nx\n" },
        { "a header without value", $"tree {Empty}\nauthor {Who}\ncommitter {Who}\nodd\n\nx\n" },
        { "Latin-1, declared", $"tree {Empty}\nauthor J\u00f6rg <j@b> 1700000000 +0100\ncommitter {Who}\nencoding ISO-8859-1\n\nGr\u00fc\u00dfe\n" },
        { "Latin-1, not declared", $"tree {Empty}\nauthor J\u00f6rg <j@b> 1700000000 +0100\ncommitter {Who}\n\nGr\u00fc\u00dfe\n" },
        { "an encoding that nobody knows", $"tree {Empty}\nauthor J\u00f6rg <j@b> 1700000000 +0100\ncommitter {Who}\nencoding klingon\n\nGr\u00fc\u00dfe\n" },
        { "a NUL in the message", $"tree {Empty}\nauthor {Who}\ncommitter {Who}\n\na\0b\n" },
    };

    [Theory]
    [MemberData(nameof(Commits))]
    public async Task Each_is_told_and_its_record_says_all_that_git_stores(string what, string content)
    {
        Assert.NotEmpty(what);
        var bytes = Encoding.Latin1.GetBytes(content);
        var sha = _repository.Store("commit", bytes);
        _repository.Branch("main", sha);
        await using var polled = new Polled(_repository.Folder);
        var record = Assert.Single(await polled.ReadAsync("commit"));
        Assert.Empty(polled.Faults);
        Assert.Equal($"tool/{sha}", record.Id);
        Assert.Equal(bytes, Rendered.Commit(Polled.Json(record)));
    }

    [Fact]
    public async Task A_name_in_a_declared_encoding_is_read_in_it_and_needs_no_raw_bytes()
    {
        var shiftJis = CodePagesEncodingProvider.Instance.GetEncoding("shift_jis")!;
        var bytes = shiftJis.GetBytes($"tree {Empty}\nauthor 山田 <y@b> 1700000000 +0900\ncommitter {Who}\nencoding Shift_JIS\n\n修正\n");
        _repository.Branch("main", _repository.Store("commit", bytes));
        await using var polled = new Polled(_repository.Folder);
        var json = Polled.Json(Assert.Single(await polled.ReadAsync("commit")));
        Assert.Equal("山田", json.GetProperty("author").GetProperty("name").GetString());
        Assert.Equal("修正\n", json.GetProperty("message").GetString());
        Assert.Equal("2023-11-15T07:13:20+09:00", json.GetProperty("author").GetProperty("date").GetString());
        Assert.False(json.TryGetProperty("raw", out _));
        Assert.Equal(bytes, Rendered.Commit(json));
    }

    [Fact]
    public async Task A_commit_without_author_is_set_aside_and_the_others_are_told()
    {
        var first = _repository.Commit("first");
        var broken = _repository.Store("commit", Encoding.UTF8.GetBytes($"tree {Empty}\nparent {first}\ncommitter {Who}\n\nx"));
        var last = _repository.Commit("last", [broken], 1);
        _repository.Branch("main", last);
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("commit", pageSize: 1);
        Assert.Equal([first, last], polled.Commits);
        var fault = Assert.Single(polled.Faults);
        Assert.Equal($"tool/{broken}", fault.Id);
        Assert.Contains("names no tree, author or committer", fault.Reason, StringComparison.Ordinal);
        Assert.Empty(await polled.ReadAsync("commit"));
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_set_aside_and_the_others_are_told()
    {
        var first = _repository.Commit("first");
        var huge = _repository.Commit(new string('x', 9_000_000), [first], 1);
        var last = _repository.Commit("last", [huge], 2);
        _repository.Branch("main", last);
        await using var polled = new Polled(_repository.Folder);
        await polled.ReadAsync("commit");
        Assert.Equal([first, last], polled.Commits);
        Assert.Contains("of which 8388608 are read at most", Assert.Single(polled.Faults).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_hashes_with_SHA_256_is_read_alike()
    {
        using var repository = new Repository(format: "sha256");
        var sha = repository.Commit("first");
        repository.Branch("main", sha);
        await using var polled = new Polled(repository.Address);
        Assert.Equal($"tool/{sha}", Assert.Single(await polled.ReadAsync("commit")).Id);
        Assert.Equal("sha256", Polled.Json(Assert.Single(await polled.ReadAsync("repository"))).GetProperty("objectFormat").GetString());
        Assert.Equal(64, sha.Length);
    }

    public void Dispose() => _repository.Dispose();
}
