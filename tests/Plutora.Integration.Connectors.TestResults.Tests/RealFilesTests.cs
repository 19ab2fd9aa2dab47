using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using Plutora.Integration.Model.Schemas;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.TestResults.Tests;

/// <summary>Files as real tools write them, all of them.</summary>
public sealed class RealFilesTests
{
    public static TheoryData<string> Files() => [.. Names()];

    private static IEnumerable<string> Names() =>
        Shared.Find("payloads", "test-results") is { } shared ? Directory.GetFiles(shared).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal) : ["(none)"];

    private static async Task<(ReceiveResult Result, string Text)> Read(string name)
    {
        var file = Path.Combine(Shared.Folder("payloads/test-results"), name);
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        return (await Opened.Receive(name, bytes), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_the_file_holds_comes_out_by_count(string name)
    {
        var (result, text) = await Read(name);
        var counted = Counted.Of(name, text);
        var entities = Mapped.Entities(result.Records);
        var results = entities.Of("test-case-result").ToList();

        Assert.Equal(counted.Cases, results.Count);
        if (counted.Suites >= 0)
        {
            Assert.Equal(counted.Suites, entities.Of("test-run").Count());
        }

        if (counted.NotPassed is { } failed)
        {
            Assert.Equal(failed, results.Count(r => r["outcome"]?.GetValue<string>() is "failure" or "error"));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_entity_is_valid_and_refers_to_others_that_are_there(string name)
    {
        var (result, _) = await Read(name);
        var entities = Mapped.Entities(result.Records);
        entities.AssertValid();
        foreach (var one in entities.Of("test-case-result"))
        {
            Assert.True(entities.ContainsKey(one["testRun"]!["id"]!.GetValue<string>()));
            Assert.True(entities.ContainsKey(one["testCase"]!["id"]!.GetValue<string>()));
        }

        var runs = entities.Of("test-run").ToList();
        Assert.All(runs, r => Assert.True(r["parent"] is null || entities.ContainsKey(r["parent"]!["id"]!.GetValue<string>())));
        Assert.Equal(entities.Of("test-case-result").Count(), runs.Where(r => r["parent"] is null).Sum(r => r["counts"]!["total"]!.GetValue<int>()));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_published_schemas_hold(string name)
    {
        var (result, _) = await Read(name);
        foreach (var group in Mapped.Entities(result.Records).GroupBy(e => e.Key.Split('/')[1]))
        {
            var schema = await JsonSchema.FromJsonAsync(EntitySchemas.Get(group.Key, 1), TestContext.Current.CancellationToken);
            // The reference validator is slow; each kind of entity is written by one mapping.
            Assert.All(group.Take(40), e => Assert.Empty(schema.Validate(e.Value.ToJsonString())));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_same_file_again_is_the_same_to_the_byte(string name)
    {
        var (first, _) = await Read(name);
        var (second, _) = await Read(name);
        Assert.Equal(first.Records.Select(r => r.Id), second.Records.Select(r => r.Id));
        Assert.Equal(first.Records.Select(r => Encoding.UTF8.GetString(r.Json.Span)), second.Records.Select(r => Encoding.UTF8.GetString(r.Json.Span)));
        Assert.Equal(first.Records.Count, first.Records.Select(r => r.Id).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_broken_file_tells_the_place_and_a_sound_one_tells_nothing(string name)
    {
        var (result, _) = await Read(name);
        if (name.Contains(".odd.", StringComparison.Ordinal))
        {
            Assert.All(result.Faults, f => Assert.Matches(@"[Ll]ine \d+", f.Reason));
            Assert.NotEmpty(result.Faults);
        }
        else
        {
            Assert.Empty(result.Faults);
        }
    }

    [Fact]
    public async Task The_characters_that_XML_does_not_allow_are_told_with_their_place_and_the_test_is_kept()
    {
        var (result, _) = await Read("trx-mstest-charset.odd.trx");
        var fault = Assert.Single(result.Faults);
        Assert.Contains("U+001C at line 54", fault.Reason, StringComparison.Ordinal);
        var one = Assert.Single(Mapped.Entities(result.Records).Of("test-case-result"));
        Assert.Equal("failure", one["outcome"]!.GetValue<string>());
        Assert.Contains("éàèù", one["stackTrace"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_line_among_Go_s_events_is_told_and_the_tests_are_kept()
    {
        var (result, _) = await Read("go-test-json-with-nonjson-stdout.odd.jsonl");
        var fault = Assert.Single(result.Faults);
        Assert.Contains("Line 2 ", fault.Reason, StringComparison.Ordinal);
        Assert.Equal("|||This line is not valid test2json output.|||", Encoding.UTF8.GetString(fault.Payload.Span));
        Assert.Single(Mapped.Entities(result.Records).Of("test-case-result"));
    }

    [Fact]
    public async Task A_test_keeps_its_identity_where_lines_times_and_order_change()
    {
        const string Before = """<testsuite name="s" timestamp="2024-01-01T00:00:00"><testcase classname="c" name="a" line="3" time="1"/><testcase classname="c" name="b"/></testsuite>""";
        const string After = """<testsuite name="s" timestamp="2024-01-02T00:00:00"><testcase classname="c" name="b"/><testcase classname="c" name="a" line="9" time="2"/></testsuite>""";
        var first = Mapped.Entities((await Opened.Receive("a.xml", Before)).Records);
        var second = Mapped.Entities((await Opened.Receive("a.xml", After)).Records);
        Assert.Equal(first.Of("test-case").Select(Id).Order(), second.Of("test-case").Select(Id).Order());
        Assert.Empty(first.Of("test-run").Select(Id).Intersect(second.Of("test-run").Select(Id)));
        Assert.Empty(first.Of("test-case-result").Select(Id).Intersect(second.Of("test-case-result").Select(Id)));
    }

    private static string Id(JsonObject entity) => entity["id"]!.GetValue<string>();

    [Fact]
    public async Task Flaky_attempts_are_kept_beside_the_result()
    {
        var (result, _) = await Read("junit-surefire-rerun-flaky-jenkins.xml");
        var one = Assert.Single(Mapped.Entities(result.Records).Of("test-case-result"));
        Assert.Equal(("success", true, 3), (one["outcome"]!.GetValue<string>(), one["isFlaky"]!.GetValue<bool>(), one["attempt"]!.GetValue<int>()));
        Assert.Equal(["obvious fail", "try one more time maybe"], one["extensions"]!["attempts"]!.AsArray().Select(a => a!["message"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Nested_suites_point_to_what_they_are_a_part_of()
    {
        var (result, _) = await Read("junit-phpunit.xml");
        var runs = Mapped.Entities(result.Records).Of("test-run").ToList();
        var outer = Assert.Single(runs, r => r["parent"] is null);
        Assert.Equal("CLI Arguments", outer["suite"]!.GetValue<string>());
        Assert.All(runs.Where(r => r != outer), r => Assert.Equal(outer["id"]!.GetValue<string>(), r["parent"]!["id"]!.GetValue<string>()));
        Assert.Equal(12, outer["counts"]!["total"]!.GetValue<int>());
    }
}
