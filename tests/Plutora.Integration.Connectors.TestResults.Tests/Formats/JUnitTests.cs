namespace Plutora.Integration.Connectors.TestResults.Tests.Formats;

public sealed class JUnitTests
{
    private static Task<System.Text.Json.Nodes.JsonNode> Case(string inner, string attributes = "") =>
        Told.Case("a.xml", $"""<testsuite name="s"><testcase name="t" classname="c" {attributes}>{inner}</testcase></testsuite>""");

    [Theory]
    [InlineData("", "", "passed")]
    [InlineData("<failure/>", "", "failed")]
    [InlineData("<error/>", "", "error")]
    [InlineData("<skipped/>", "", "skipped")]
    [InlineData("<skipped/><failure/>", "", "failed")]
    [InlineData("<failure/><error/>", "", "error")]
    [InlineData("<system-out>x</system-out>", "", "passed")]
    [InlineData("", "status='notrun'", "skipped")]
    [InlineData("", "status='run' result='suppressed'", "skipped")]
    [InlineData("", "status='run' result='completed'", "passed")]
    [InlineData("", "status='disabled'", "skipped")]
    [InlineData("", "status='fail'", "failed")]
    [InlineData("", "status='errored'", "error")]
    [InlineData("<ignored/>", "", "skipped")]
    public async Task A_result_is_told_by_elements_before_statuses(string inner, string attributes, string result) =>
        Assert.Equal(result, (await Case(inner, attributes)).Text("result"));

    [Theory]
    [InlineData("1.5", 1500)]
    [InlineData("0,123", 123)]
    [InlineData("1,234.5", 1234500)]
    [InlineData("1.234,5", 1234500)]
    [InlineData("1,234", 1234000)]
    [InlineData("1.2E-3", 1.2)]
    [InlineData("00:00:01.5", 1500)]
    [InlineData("15ms", 15)]
    [InlineData("2 s", 2000)]
    public async Task A_duration_is_read_in_every_form(string text, double ms) =>
        Assert.Equal(ms, (await Case("", $"time='{text}'"))["durationMs"]!.GetValue<double>(), 6);

    [Theory]
    [InlineData("-345345")]
    [InlineData("NaN")]
    [InlineData("soon")]
    public async Task What_is_no_duration_is_kept_as_it_stands(string text)
    {
        var one = await Case("", $"time='{text}'");
        Assert.Null(one["durationMs"]);
        Assert.Equal(text, one["properties"]!.Text("time"));
    }

    [Theory]
    [InlineData("2024-01-03T12:27:11", "2024-01-03T12:27:11Z")]
    [InlineData("2024-01-03T12:27:11.123456", "2024-01-03T12:27:11.123456Z")]
    [InlineData("2024-01-03T12:27:11.123456789Z", "2024-01-03T12:27:11.1234567Z")]
    [InlineData("2024-01-03T12:27:11+01:00", "2024-01-03T11:27:11Z")]
    [InlineData("2024-01-03T12:27:11+0100", "2024-01-03T11:27:11Z")]
    [InlineData("2024-01-03T12:27:11.21-01:00", "2024-01-03T13:27:11.21Z")]
    [InlineData("2024-01-03T 12:40:13", "2024-01-03T12:40:13Z")]
    [InlineData("2024-01-03 12:27:54Z", "2024-01-03T12:27:54Z")]
    [InlineData("2024-01-03 12:27:54,5", "2024-01-03T12:27:54.5Z")]
    [InlineData("2024-01-03", "2024-01-03T00:00:00Z")]
    [InlineData("26 Jun 2018 13:51:32 GMT", "2018-06-26T13:51:32Z")]
    [InlineData("Thu, 1 Nov 2018 08:01:02 GMT", "2018-11-01T08:01:02Z")]
    [InlineData("1612422386", "2021-02-04T07:06:26Z")]
    [InlineData("1612422386123", "2021-02-04T07:06:26.123Z")]
    [InlineData("1970-01-01T00:00:00", null)]
    [InlineData("yesterday", null)]
    [InlineData("9999-12-31T23:59:59-12:00", null)]
    public async Task A_timestamp_is_read_in_every_form(string text, string? instant)
    {
        var record = await Told.Record("a.xml", $"""<testsuite name="s" timestamp="{text}"><testcase name="t"/></testsuite>""");
        Assert.Equal(instant, record["suite"]!.Text("startedAt"));
        Assert.Equal(text, record["suite"]!["told"]!.Text("timestamp"));
    }

    [Fact]
    public async Task A_time_without_an_offset_is_taken_in_the_zone_of_the_options()
    {
        var result = await Opened.Receive("a.xml", """<testsuite name="s" timestamp="2024-07-01T12:00:00"><testcase name="t"/></testsuite>""", new() { ["timeZone"] = "Europe/Berlin" });
        Assert.Equal(new DateTimeOffset(2024, 7, 1, 10, 0, 0, TimeSpan.Zero), Assert.Single(result.Records).Time);
    }

    [Fact]
    public async Task Reruns_that_never_passed_are_attempts_of_a_failure()
    {
        var one = await Case("<failure message='one'/><rerunFailure message='two'><stackTrace>at x</stackTrace></rerunFailure><rerunError message='three'/>");
        Assert.Equal(("failed", "3", null), (one.Text("result"), one.Text("attempt"), one.Text("flaky")));
        Assert.Equal(["one", "two", "three"], one["attempts"]!.AsArray().Select(a => a!.Text("message")));
    }

    [Fact]
    public async Task Every_failure_of_a_test_is_kept()
    {
        var one = await Case("<failure message='one' type='A'>at a</failure><failure message='two' type='B'>at b</failure>");
        Assert.Equal(("one", "A", "at a"), (one.Text("message"), one.Text("errorType"), one.Text("stackTrace")));
        Assert.Equal(["one", "two"], one["problems"]!.AsArray().Select(p => p!.Text("message")));
    }

    [Fact]
    public async Task A_failure_without_a_message_is_told_by_its_first_line()
    {
        var one = await Case("<failure><![CDATA[expected 1\n  at x]]></failure>");
        Assert.Equal(("expected 1", "expected 1\n  at x"), (one.Text("message"), one.Text("stackTrace")));
    }

    [Fact]
    public async Task Properties_attachments_requirements_and_marks_in_the_output_are_kept()
    {
        var one = await Case("""
            <properties><property name="k" value="v"/><property name="long">text</property><property name="attachment" value="a/b.png"/><property name="requirement" value="P-1,P-2"/></properties>
            <system-out>see [[ATTACHMENT|/tmp/shot.png]]</system-out>
            """);
        Assert.Equal(("v", "text"), (one["properties"]!.Text("k"), one["properties"]!.Text("long")));
        Assert.Equal(["b.png", "shot.png"], one["attachments"]!.AsArray().Select(a => a!.Text("name")));
        Assert.Equal(["P-1", "P-2"], one["links"]!.AsArray().Select(l => l!.Text("name")));
    }

    [Fact]
    public async Task Tests_beside_suites_and_suites_beside_tests_are_all_read()
    {
        var records = await Told.Records("a.xml", """
            <testsuites name="all"><testcase name="loose"/><testsuite name="a"><testcase name="x"/><testsuite name="b"><testcase name="y"><failure/></testcase></testsuite><testcase name="z"/></testsuite></testsuites>
            """);
        Assert.Equal(["b", "a", "all"], records.Select(r => r["suite"]!.Text("name")));
        Assert.Equal(["y failed"], records[0].Results());
        Assert.Equal(["x passed", "z passed"], records[1].Results());
        Assert.Equal(("failed", "3"), (records[1]["suite"]!.Text("result"), records[1]["suite"]!["counts"]!.Text("total")));
        Assert.Equal(records[1].Text("run"), records[0].Text("parent"));
    }

    [Fact]
    public async Task A_suite_that_could_not_start_is_an_error_without_tests()
    {
        var record = await Told.Record("a.xml", """<testsuites><testsuite name="s" tests="0" errors="1"><error message="no such module"/></testsuite></testsuites>""");
        Assert.Equal(("error", "no such module"), (record["suite"]!.Text("result"), record["suite"]!.Text("message")));
    }

    [Fact]
    public async Task What_is_not_read_of_a_suite_is_named()
    {
        var record = await Told.Record("a.xml", """<testsuite name="s"><metrics/><testcase name="t"/></testsuite>""");
        Assert.Equal("""["metrics"]""", record["suite"]!.Text("unread"));
    }
}
