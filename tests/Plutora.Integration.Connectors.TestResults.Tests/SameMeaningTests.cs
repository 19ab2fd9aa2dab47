using System.Globalization;
using System.Security;
using CsCheck;

namespace Plutora.Integration.Connectors.TestResults.Tests;

/// <summary>The same run, written by different tools, is told alike.</summary>
public sealed class SameMeaningTests
{
    private sealed record One(string Name, string Result, int Ms, string Message);

    private static readonly Gen<One> AnyOne = Gen.Select(
        Gen.String[Gen.Char["abcXYZ äß<>&\"'#-_."], 1, 12].Where(n => n.Trim().Length > 0 && n.Trim() == n),
        Gen.OneOf(Gen.Const("passed"), Gen.Const("failed"), Gen.Const("skipped")),
        Gen.Int[0, 100_000],
        Gen.String[Gen.Char["abc <>&ä"], 1, 20].Where(m => m.Trim().Length > 0 && m.Trim() == m),
        (n, r, ms, m) => new One(n, r, ms, m));

    private static string X(string text) => SecurityElement.Escape(text);

    private static string Seconds(int ms) => (ms / 1_000m).ToString(CultureInfo.InvariantCulture);

    private static string JUnit(IEnumerable<One> ones) => "<testsuite name='s'>" + string.Concat(ones.Select(o =>
        $"<testcase classname='C' name='{X(o.Name)}' time='{Seconds(o.Ms)}'>" + o.Result switch
        {
            "failed" => $"<failure message='{X(o.Message)}'/>",
            "skipped" => $"<skipped message='{X(o.Message)}'/>",
            _ => "",
        } + "</testcase>")) + "</testsuite>";

    private static string Xunit(IEnumerable<One> ones) => "<assembly name='s' test-framework='xUnit.net 2.9'><collection name='c'>" + string.Concat(ones.Select(o =>
        $"<test type='C' method='m' name='{X(o.Name)}' time='{Seconds(o.Ms)}' result='{(o.Result == "passed" ? "Pass" : o.Result == "failed" ? "Fail" : "Skip")}'>" + o.Result switch
        {
            "failed" => $"<failure><message>{X(o.Message)}</message></failure>",
            "skipped" => $"<reason>{X(o.Message)}</reason>",
            _ => "",
        } + "</test>")) + "</collection></assembly>";

    private static string NUnit(IEnumerable<One> ones) => "<test-run id='0'><test-suite name='s'>" + string.Concat(ones.Select(o =>
        $"<test-case classname='C' name='{X(o.Name)}' fullname='C.{X(o.Name)}' duration='{Seconds(o.Ms)}' result='{(o.Result == "passed" ? "Passed" : o.Result == "failed" ? "Failed" : "Skipped")}'>" + o.Result switch
        {
            "failed" => $"<failure><message>{X(o.Message)}</message></failure>",
            "skipped" => $"<reason><message>{X(o.Message)}</message></reason>",
            _ => "",
        } + "</test-case>")) + "</test-suite></test-run>";

    private static async Task<List<string>> Read(string name, string text)
    {
        var received = await Opened.Receive(name, text);
        Assert.Empty(received.Faults);
        var entities = Mapped.Entities(received.Records);
        var total = entities.Of("test-run").Single(r => r["parent"] is null)["counts"]!.ToJsonString();
        return [total, .. entities.Of("test-case-result").Select(r =>
            $"{r["name"]} | {r["className"]} | {r["state"]} | {r["outcome"]} | {r["durationMs"]} | {r["message"]}")];
    }

    [Fact]
    public Task A_run_written_as_JUnit_xUnit_and_NUnit_is_told_alike() => AnyOne.Array[1, 12].SampleAsync(async ones =>
    {
        var junit = await Read("a.xml", JUnit(ones));
        Assert.Equal(junit, await Read("b.xml", Xunit(ones)));
        Assert.Equal(junit, await Read("c.xml", NUnit(ones)));
        Assert.Equal(ones.Length, junit.Count - 1);
    }, iter: 200);
}
