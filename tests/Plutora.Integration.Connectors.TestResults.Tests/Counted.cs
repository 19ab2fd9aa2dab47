using System.Text.Json;
using System.Text.RegularExpressions;

namespace Plutora.Integration.Connectors.TestResults.Tests;

/// <summary>What a raw file holds, counted without the connector: by its tags, lines and members.</summary>
internal sealed record Counted(int Suites, int Cases, int? NotPassed = null)
{
    public static Counted Of(string name, string text) => text.TrimStart('\uFEFF', ' ', '\r', '\n') switch
    {
        ['<', ..] => Xml(Regex.Replace(text, "<!--.*?-->|<!\\[CDATA\\[.*?\\]\\]>", "", RegexOptions.Singleline)),
        var json when name.EndsWith(".jsonl", StringComparison.Ordinal) => Go(json),
        ['{', ..] when JsonElement.Parse(text.TrimStart('\uFEFF')).TryGetProperty("suites", out var suites) => Playwright(suites),
        ['{', ..] => new(1, 1),
        ['[', ..] => Cucumber(JsonElement.Parse(text.TrimStart('\uFEFF'))),
        _ => Tap(text),
    };

    private static Counted Xml(string xml)
    {
        if (Tags("testsuite", xml) + Tags("testsuites", xml) > 0)
        {
            return new(Tags("testsuite", xml), Tags("testcase", xml), CasesWith(xml, "failure|error"));
        }

        if (xml.Contains("/TeamTest/", StringComparison.Ordinal))
        {
            return new(1, Tags("UnitTestResult", xml) - Tags("InnerResults", xml));
        }

        return Tags("assembly", xml) > 0 ? new(Tags("assembly", xml) + Tags("collection", xml) + Tags("class", xml), Tags("test", xml), Regex.Count(xml, " result=\"Fail\""))
            : xml.Contains("urn:model.allure", StringComparison.Ordinal) ? new(1, Tags("test-case", xml))
            : Tags("test-suite", xml) > 0 ? new(Tags("test-suite", xml), Tags("test-case", xml))
            : Tags("robot", xml) > 0 ? new(Tags("suite", xml[..xml.IndexOf("<statistics", StringComparison.Ordinal)]), Tags("test", xml))
            : Tags("Testing", xml) > 0 ? new(1, Regex.Count(xml, "<Test Status="))
            : new(1, Tags("Test", xml) + Tags("FailedTest", xml), Tags("FailedTest", xml));
    }

    private static int Tags(string tag, string xml) => Regex.Count(xml, $@"<(?:\w+:)?{tag}(?=[\s>/])");

    private static int CasesWith(string xml, string child) =>
        Regex.Matches(xml, @"<testcase(?=[\s>/])(?:[^>""']|""[^""]*""|'[^']*')*?(?:/>|>(.*?)</testcase>)", RegexOptions.Singleline)
            .Count(m => Regex.IsMatch(m.Groups[1].Value, $@"<(?:{child})[\s>/]"));

    private static Counted Go(string text)
    {
        var events = text.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonElement.Parse(l)).ToList();
        var ends = events.Where(e => e.GetProperty("Action").GetString() is "pass" or "fail" or "skip").ToList();
        var tests = ends.Where(e => e.TryGetProperty("Test", out _)).ToList();
        return new(ends.Count - tests.Count, tests.Count, tests.Count(e => e.GetProperty("Action").GetString() == "fail"));
    }

    private static Counted Playwright(JsonElement suites)
    {
        var sum = new Counted(0, 0, 0);
        foreach (var suite in suites.EnumerateArray())
        {
            var tests = suite.GetProperty("specs").EnumerateArray().SelectMany(s => s.GetProperty("tests").EnumerateArray()).ToList();
            var inner = suite.TryGetProperty("suites", out var nested) ? Playwright(nested) : new(0, 0, 0);
            sum = new(
                sum.Suites + 1 + inner.Suites,
                sum.Cases + tests.Count + inner.Cases,
                sum.NotPassed + tests.Count(t => t.GetProperty("status").GetString() == "unexpected") + inner.NotPassed);
        }

        return sum;
    }

    private static Counted Cucumber(JsonElement features) => new(
        features.GetArrayLength(),
        features.EnumerateArray().Where(f => f.TryGetProperty("elements", out _)).SelectMany(f => f.GetProperty("elements").EnumerateArray())
            .Count(e => e.GetProperty("keyword").GetString() != "Background"));

    // A point that follows a deeper one sums it up.
    private static Counted Tap(string text)
    {
        var cases = 0;
        var deepest = 0;
        var yaml = false;
        foreach (var line in text.Split('\n'))
        {
            yaml = line.Trim() == "---" || (yaml && line.Trim() != "...");
            if (yaml || Regex.Match(line, @"^(\s*)(not )?ok\b") is not { Success: true } point)
            {
                continue;
            }

            var level = point.Groups[1].Length / 4;
            cases += level < deepest ? 0 : 1;
            deepest = level;
        }

        return new(-1, cases);
    }
}
