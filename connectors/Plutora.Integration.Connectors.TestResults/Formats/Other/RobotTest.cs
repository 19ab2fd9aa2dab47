using System.Globalization;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.Other;

/// <summary>Reads a test of Robot Framework, its keywords and statuses.</summary>
internal static class RobotTest
{
    /// <summary>How something ended.</summary>
    internal sealed record Status(string? Word, Verdict? Verdict, string? Message, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, double? DurationMs);

    public static CaseEntry Read(XmlWalker xml, Report report)
    {
        var one = new CaseEntry
        {
            Name = xml.Attribute("name") ?? "",
            ToolId = xml.Attribute("id"),
            Line = int.TryParse(xml.Attribute("line"), NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0 ? line : null,
            Verdict = Verdict.Inconclusive,
        };
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "status":
                    var status = ReadStatus(xml, report);
                    (one.SourceResult, one.StartedAt, one.FinishedAt, one.DurationMs) = (status.Word, status.StartedAt, status.FinishedAt, status.DurationMs);
                    one.Verdict = status.Verdict ?? Verdict.Inconclusive;
                    if (status.Message is { } message)
                    {
                        one.Problems.Add(new("status", message));
                    }

                    break;
                case "tag":
                    one.Labels.Add(xml.Text(200).Text() ?? "");
                    break;
                case "tags":
                    for (var inner = xml.Open(); xml.Next(inner);)
                    {
                        one.Labels.Add(xml.Text(200).Text() ?? "");
                    }

                    break;
                case "doc":
                    one.Description = xml.Text(1_024).Text();
                    break;
                case "timeout":
                    one.Properties.Add(Report.Property("timeout", xml.Attribute("value")));
                    break;
                default:
                    var place = new List<Step>();
                    var step = ReadStep(xml, report, place, 0);
                    one.Steps.Add(step);
                    one.Steps.AddRange(place);
                    break;
            }
        }

        return one;
    }

    /// <summary>Reads a keyword or a control structure; what it holds is added to <paramref name="inner"/> in order.</summary>
    public static Step ReadStep(XmlWalker xml, Report report, List<Step> inner, int level)
    {
        var name = xml.Attribute("name") ?? xml.Attribute("kwname") ?? xml.Attribute("condition") ?? xml.Attribute("flavor") ?? xml.Name;
        var type = xml.Attribute("type");
        var step = new Step(type is { Length: > 0 } and not "KEYWORD" and not "kw" ? $"{type.ToUpperInvariant()} {name}" : name, null, null, Level: level);
        string? said = null;
        for (var at = xml.Open(); xml.Next(at);)
        {
            switch (xml.Name)
            {
                case "status":
                    var status = ReadStatus(xml, report);
                    step = step with { Verdict = status.Verdict, SourceResult = status.Word, DurationMs = status.DurationMs, Message = status.Message };
                    break;
                case "msg":
                    said = xml.Attribute("level") is "FAIL" or "ERROR" ? xml.Text(500).Text() : said;
                    break;
                case "kw" or "for" or "while" or "iter" or "if" or "branch" or "try" or "group":
                    var place = inner.Count;
                    var below = ReadStep(xml, report, inner, level + 1);
                    if (inner.Count < 500)
                    {
                        inner.Insert(Math.Min(place, inner.Count), below);
                    }

                    break;
                default:
                    break;
            }
        }

        return step.Verdict == Verdict.Failed && step.Message is null ? step with { Message = said } : step;
    }

    public static Status ReadStatus(XmlWalker xml, Report report)
    {
        var word = xml.Attribute("status");
        var zone = report.Settings.Zone;
        var start = ReportTimes.Instant(xml.Attribute("start") ?? xml.Attribute("starttime"), zone);
        var end = ReportTimes.Instant(xml.Attribute("endtime"), zone);
        var elapsed = ReportTimes.SecondsToMs(xml.Attribute("elapsed")) ?? ReportTimes.Sound((end - start)?.TotalMilliseconds);
        end ??= elapsed is { } ms ? start?.AddMilliseconds(ms) : null;
        Verdict? verdict = word switch
        {
            "PASS" => Verdict.Passed,
            "FAIL" => Verdict.Failed,
            "SKIP" or "NOT RUN" or "NOT_RUN" => Verdict.Skipped,
            _ => null,
        };
        return new(word, verdict, xml.Text(report.Settings.TextLimit).Text(), start, end, elapsed);
    }
}
