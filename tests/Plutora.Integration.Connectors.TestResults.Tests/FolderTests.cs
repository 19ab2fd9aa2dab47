using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Tests;

public sealed class FolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-results-").FullName;
    private readonly FakeTimeProvider _time = new(Now);
    private Cursor? _cursor;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Suite(string name, int tests = 1) =>
        $"<testsuite name='{name}'>{string.Concat(Enumerable.Range(0, tests).Select(i => $"<testcase name='t{i}'/>"))}</testsuite>";

    private string Write(string name, string text, TimeSpan? age = null)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, (_time.GetUtcNow() - (age ?? TimeSpan.FromMinutes(1))).UtcDateTime);
        return path;
    }

    private ConnectorInstance Open(JsonObject? options = null)
    {
        var all = options ?? [];
        all["folders"] = new JsonArray(_folder);
        return Opened.Instance(all, _time);
    }

    /// <summary>Reads as the hub does, from the cursor stored last.</summary>
    private async Task<List<RecordPage>> Read(JsonObject? options = null, int pageSize = 100)
    {
        await using var instance = Open(options);
        var pages = new List<RecordPage>();
        await foreach (var page in instance.ReadAsync(new ReadRequest { Stream = "suite", Cursor = _cursor, PageSize = pageSize }, TestContext.Current.CancellationToken))
        {
            pages.Add(page);
            _cursor = page.Cursor ?? _cursor;
        }

        return pages;
    }

    private async Task<List<string>> Suites(JsonObject? options = null) =>
        [.. (await Read(options)).SelectMany(p => p.Records).Select(r => JsonNode.Parse(r.Json.Span)!["suite"]!["name"]!.GetValue<string>())];

    [Fact]
    public async Task Files_are_read_once_the_oldest_first_in_folders_of_any_depth()
    {
        Write("b.xml", Suite("b"), TimeSpan.FromMinutes(2));
        Write("x/y/a.xml", Suite("a"), TimeSpan.FromMinutes(3));
        Write("notes.txt", "not a result");
        Assert.Equal(["a", "b"], await Suites());
        Assert.Empty(await Suites());
        Write("c.xml", Suite("c"));
        Assert.Equal(["c"], await Suites());
    }

    [Fact]
    public async Task A_file_written_anew_is_another_run_of_the_same_tests()
    {
        Write("a.xml", Suite("a"));
        var first = Mapped.Entities((await Read()).SelectMany(p => p.Records));
        _time.Advance(TimeSpan.FromHours(1));
        Write("a.xml", Suite("a").Replace("<testcase name='t0'/>", "<testcase name='t0' time='1'/>", StringComparison.Ordinal));
        var second = Mapped.Entities((await Read()).SelectMany(p => p.Records));
        Assert.NotEqual(first.Of("test-run").Single()["id"]!.GetValue<string>(), second.Of("test-run").Single()["id"]!.GetValue<string>());
        Assert.Equal(first.Of("test-case").Single()["id"]!.GetValue<string>(), second.Of("test-case").Single()["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_file_found_is_the_same_as_the_file_uploaded()
    {
        var path = Write("x/a.xml", Suite("a"));
        var found = Assert.Single((await Read()).SelectMany(p => p.Records));
        var uploaded = Assert.Single((await Opened.Receive("a.xml", await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))).Records);
        Assert.Equal(found.Id, uploaded.Id);
        Assert.Equal(found.Json.ToArray(), uploaded.Json.ToArray());
        Assert.Equal((found.Version, found.Time), (uploaded.Version, uploaded.Time));
    }

    [Fact]
    public async Task A_young_file_is_left_for_the_next_look()
    {
        Write("a.xml", Suite("a"), TimeSpan.FromSeconds(2));
        Assert.Empty(await Suites());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["a"], await Suites());
    }

    [Theory]
    [InlineData("a.xml", "<testsuite name='s'><testcase name='a'/><testcase name='b'></testcase>")]
    [InlineData("a.json", """[{"keyword":"Feature","name":"s","elements":[{"keyword":"Scenario","name":"S","steps":[]}]},""")]
    public async Task A_file_without_its_end_is_awaited_before_it_counts_as_broken(string name, string text)
    {
        Write(name, text, TimeSpan.FromMinutes(1));
        Assert.Empty((await Read()).SelectMany(p => p.Records));
        Assert.Empty((await Read()).SelectMany(p => p.Faults));
        _time.Advance(TimeSpan.FromMinutes(20));
        var pages = await Read();
        Assert.Contains("is broken", Assert.Single(pages.SelectMany(p => p.Faults)).Reason, StringComparison.Ordinal);
        Assert.Single(pages.SelectMany(p => p.Records));
        Assert.Empty((await Read()).SelectMany(p => p.Faults));
    }

    [Fact]
    public async Task A_file_whose_end_comes_in_time_is_read_whole()
    {
        Write("a.xml", "<testsuite name='s'><testcase name='a'/>", TimeSpan.FromMinutes(1));
        Assert.Empty(await Suites());
        Write("a.xml", "<testsuite name='s'><testcase name='a'/></testsuite><!-- done -->", TimeSpan.FromMinutes(1));
        var pages = await Read();
        Assert.Empty(pages.SelectMany(p => p.Faults));
        Assert.Single(pages.SelectMany(p => p.Records));
    }

    [Fact]
    public async Task One_file_that_cannot_be_read_is_told_once_and_the_others_are_read()
    {
        Write("a.xml", "<html></html>", TimeSpan.FromMinutes(3));
        Write("b.xml", Suite("b"), TimeSpan.FromMinutes(2));
        var pages = await Read();
        var fault = Assert.Single(pages.SelectMany(p => p.Faults));
        Assert.Equal(("suite", "a.xml"), (fault.Stream, fault.Id));
        Assert.Contains("in no known format", fault.Reason, StringComparison.Ordinal);
        Assert.Single(pages.SelectMany(p => p.Records));
        Assert.Empty(await Read());
    }

    [Fact]
    public async Task A_file_past_the_limit_is_refused_with_the_limit()
    {
        Write("a.xml", Suite("a", 100));
        var fault = Assert.Single((await Read(new() { ["maxFileBytes"] = 500 })).SelectMany(p => p.Faults));
        Assert.Contains("500 bytes", fault.Reason, StringComparison.Ordinal);
        Assert.Contains("a.xml", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_are_neither_followed_nor_read()
    {
        var outside = Directory.CreateTempSubdirectory("plutora-outside-").FullName;
        var secret = Path.Combine(outside, "secret.xml");
        File.WriteAllText(secret, Suite("secret"));
        File.SetLastWriteTimeUtc(secret, Now.AddHours(-1).UtcDateTime);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.xml"), secret);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), outside);
        var pages = await Read();
        Directory.Delete(outside, recursive: true);
        Assert.Empty(pages.SelectMany(p => p.Records));
        Assert.Contains("symbolic link", Assert.Single(pages.SelectMany(p => p.Faults)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_file_deletes_nothing_and_is_forgotten()
    {
        var path = Write("a.xml", Suite("a"));
        await Read();
        var before = _cursor!.Value;
        File.Delete(path);
        Assert.All(await Read(), p => Assert.Empty(p.Records));
        Assert.True(_cursor.Value.Length < before.Length);
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_an_outage_and_not_empty()
    {
        await using var instance = Opened.Instance(new JsonObject { ["folders"] = new JsonArray(Path.Combine(_folder, "gone")) }, _time);
        var fault = await Assert.ThrowsAsync<ConnectorException>(async () =>
        {
            await foreach (var _ in instance.ReadAsync(new ReadRequest { Stream = "suite" }, TestContext.Current.CancellationToken))
            {
            }
        });
        Assert.Equal(ConnectorErrorKind.Transient, fault.Kind);
    }

    [Fact]
    public async Task A_read_that_breaks_off_goes_on_without_a_gap()
    {
        for (var index = 0; index < 12; index++)
        {
            Write($"f{index:00}.xml", $"<testsuites>{Suite($"s{index:00}a")}{Suite($"s{index:00}b")}</testsuites>", TimeSpan.FromMinutes(60 - index));
        }

        var seen = new HashSet<string>();
        // The hub is killed after each page, and reads on from the cursor that it stored.
        for (var round = 0; round < 40; round++)
        {
            await using var instance = Open();
            RecordPage? first = null;
            await foreach (var page in instance.ReadAsync(new ReadRequest { Stream = "suite", Cursor = _cursor, PageSize = 5 }, TestContext.Current.CancellationToken))
            {
                first = page;
                break;
            }

            if (first is null)
            {
                break;
            }

            seen.UnionWith(first.Records.Select(r => JsonNode.Parse(r.Json.Span)!["suite"]!["name"]!.GetValue<string>()));
            _cursor = first.Cursor ?? _cursor;
        }

        Assert.Equal(24, seen.Count);
        Assert.Empty(await Read());
    }

    [Fact]
    public async Task A_cursor_of_a_newer_connector_is_refused_with_the_remedy()
    {
        _cursor = new(99, "x");
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => Read());
        Assert.Equal(ConnectorErrorKind.Configuration, fault.Kind);
    }

    [Fact]
    public async Task What_the_patterns_leave_out_is_not_read()
    {
        Write("keep/TEST-a.xml", Suite("a"));
        Write("keep/other.xml", Suite("b"));
        Write("drop/TEST-c.xml", Suite("c"));
        Assert.Equal(["a"], await Suites(new() { ["include"] = new JsonArray("**/TEST-*.xml"), ["exclude"] = new JsonArray("drop/**") }));
    }
}
