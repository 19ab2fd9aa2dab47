using System.Text;
using System.Text.Json;

namespace Plutora.Integration.Connectors.TestResults.Tests;

public sealed class LargeSuitesTests
{
    [Fact]
    public async Task A_suite_of_very_many_tests_comes_in_parts_that_are_one_run()
    {
        var text = new StringBuilder("<testsuite name='s' timestamp='2024-01-02T03:04:05'>");
        for (var index = 0; index < 1_250; index++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"<testcase classname='c' name='t{index}'/>");
        }

        var result = await Opened.Receive("a.xml", text.Append("</testsuite>").ToString());
        Assert.Equal(3, result.Records.Count);
        Assert.Equal(3, result.Records.Select(r => r.Id).Distinct().Count());
        Assert.Equal([1, 2], result.Records.SkipLast(1).Select(r => JsonElement.Parse(r.Json.Span).GetProperty("part").GetInt32()));

        var entities = Mapped.Entities(result.Records);
        entities.AssertValid();
        Assert.Equal(1_250, entities.Of("test-case-result").Count());
        Assert.Equal(1_250, Assert.Single(entities.Of("test-run"))["counts"]!["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Texts_without_end_are_cut_and_the_cut_is_counted()
    {
        var output = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"line {i}\n"));
        var result = await Opened.Receive("a.xml", $"<testsuite name='s'><testcase name='a'><system-out><![CDATA[{output}]]></system-out></testcase></testsuite>");
        var one = JsonElement.Parse(Assert.Single(result.Records).Json.Span).GetProperty("cases")[0];
        var kept = one.GetProperty("output").GetString()!;
        Assert.StartsWith("line 0\n", kept, StringComparison.Ordinal);
        Assert.EndsWith("line 199999", kept, StringComparison.Ordinal);
        Assert.Equal(output.Length - 16_384, one.GetProperty("cut").GetProperty("output").GetInt32());
        Assert.Contains($"[… {output.Length - 16_384} characters left out …]", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_record_grows_past_a_few_MB_whatever_a_test_says()
    {
        var failure = $"<failure message='{new string('m', 50_000)}'>{new string('ß', 50_000)}</failure>";
        var one = $"<testcase name='a'>{string.Concat(Enumerable.Repeat(failure, 60))}{string.Concat(Enumerable.Repeat(failure.Replace("failure", "rerunFailure"), 60))}</testcase>";
        var properties = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"<property name='p{i}' value='{new string('v', 2_000)}'/>"));
        var result = await Opened.Receive("a.xml", $"<testsuite name='s'><properties>{properties}</properties>{one}{one}</testsuite>");
        Assert.All(result.Records, r => Assert.True(r.Json.Length < 4 << 20, $"{r.Json.Length}"));
        Assert.Contains("\"cut\":{", Encoding.UTF8.GetString(result.Records[^1].Json.Span), StringComparison.Ordinal);
    }
}
