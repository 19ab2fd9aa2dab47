using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.DotNet;

/// <summary>Reads a <c>test-case</c> of NUnit.</summary>
internal static class NUnitCase
{
    public static CaseEntry Read(XmlWalker xml, Report report, NUnitRun run)
    {
        var full = xml.Attribute("fullname") ?? xml.Attribute("name") ?? "";
        var className = xml.Attribute("classname") ?? ClassOf(full);
        var name = run.IsThree ? xml.Attribute("name") ?? full : className is null ? full : full[(className.Length + 1)..];
        var (result, label) = (xml.Attribute("result"), xml.Attribute("label"));
        var one = new CaseEntry
        {
            Name = name,
            ClassName = className,
            ToolId = xml.Attribute("id"),
            Description = xml.Attribute("description"),
            StartedAt = ReportTimes.Instant(xml.Attribute("start-time"), report.Settings.Zone),
            FinishedAt = ReportTimes.Instant(xml.Attribute("end-time"), report.Settings.Zone),
            DurationMs = ReportTimes.SecondsToMs(xml.Attribute("duration") ?? xml.Attribute("time")),
            SourceResult = label is null ? result ?? Told(xml) : $"{result} ({label})",
            Verdict = OfResult(result, label, xml.Attribute("executed"), xml.Attribute("success")),
        };
        if (xml.Attribute("fullname") is { } unique && unique != $"{className}.{name}")
        {
            one.Variant = unique;
        }

        for (var level = xml.Open(); xml.Next(level);)
        {
            ReadChild(xml, report, one);
        }

        return one;
    }

    public static Problem ReadProblem(XmlWalker xml, Report report, Dictionary<string, long> cut)
    {
        var kind = xml.Name;
        string? message = null, trace = null;
        for (var level = xml.Open(); xml.Next(level);)
        {
            if (xml.Name is "message" or "stack-trace")
            {
                var isMessage = xml.Name == "message";
                var text = xml.Text(report.Settings.TextLimit);
                var member = isMessage ? "message" : "stackTrace";
                cut[member] = cut.GetValueOrDefault(member) + text.Cut;
                (message, trace) = isMessage ? (text.Text(), trace) : (message, text.Text());
            }
        }

        return new(kind, message, null, trace);
    }

    public static IEnumerable<string> Categories(XmlWalker xml)
    {
        for (var level = xml.Open(); xml.Next(level);)
        {
            if (xml.Attribute("name") is { Length: > 0 } name)
            {
                yield return name;
            }
        }
    }

    public static IEnumerable<Attachment> Attachments(XmlWalker xml)
    {
        for (var level = xml.Open(); xml.Next(level);)
        {
            string? path = null;
            for (var inner = xml.Open(); xml.Next(inner);)
            {
                path = xml.Name == "filePath" ? xml.Text(1_024).Text() : path;
            }

            if (path is not null)
            {
                yield return new(ReportFile.BaseName(path), Path: path);
            }
        }
    }

    private static void ReadChild(XmlWalker xml, Report report, CaseEntry one)
    {
        switch (xml.Name)
        {
            case "failure" or "reason":
                one.Problems.Add(ReadProblem(xml, report, one.Cut));
                break;
            case "assertions":
                for (var level = xml.Open(); xml.Next(level);)
                {
                    var result = xml.Attribute("result") ?? "assertion";
                    var problem = ReadProblem(xml, report, one.Cut) with { Kind = result };
                    // The failure repeats what a lone assertion says.
                    if (one.Problems.All(p => p.Message != problem.Message))
                    {
                        one.Problems.Add(problem);
                    }
                }

                break;
            case "output":
                var text = xml.Text(report.Settings.TextLimit);
                one.Cut["output"] = text.Cut;
                one.Output = text.Text();
                break;
            case "properties":
                for (var level = xml.Open(); xml.Next(level);)
                {
                    Property(one, xml.Attribute("name") ?? "", xml.Attribute("value") ?? "");
                }

                break;
            case "categories":
                one.Labels.AddRange(Categories(xml));
                break;
            case "attachments":
                one.Attachments.AddRange(Attachments(xml));
                break;
            default:
                break;
        }
    }

    private static void Property(CaseEntry one, string name, string value)
    {
        switch (name)
        {
            case "Category":
                one.Labels.Add(value);
                break;
            case "Description":
                one.Description = value;
                break;
            case "Author":
                one.Owner = value;
                break;
            default:
                one.Properties.Add(Report.Property(name, value));
                break;
        }
    }

    private static Verdict OfResult(string? result, string? label, string? executed, string? success) => (result, label) switch
    {
        ("Passed" or "Success" or "Warning", _) => Verdict.Passed,
        ("Failed", "Cancelled") or ("Cancelled", _) => Verdict.Cancelled,
        ("Failed", "Error" or "Invalid") or ("Error" or "NotRunnable", _) => Verdict.Error,
        ("Failed" or "Failure", _) => Verdict.Failed,
        ("Skipped" or "Ignored", _) => Verdict.Skipped,
        ("Inconclusive", _) => Verdict.Inconclusive,
        // Before 2.5 there was no result.
        (null, _) => Is(executed, false) ? Verdict.Skipped : Is(success, true) ? Verdict.Passed : Is(success, false) ? Verdict.Failed : Verdict.Inconclusive,
        _ => result!.StartsWith("Failed", StringComparison.Ordinal) ? Verdict.Failed : Verdict.Inconclusive,
    };

    private static string? Told(XmlWalker xml) => Is(xml.Attribute("executed"), false) ? "executed=False" : xml.Attribute("success") is { } success ? $"success={success}" : null;

    private static bool Is(string? text, bool value) => bool.TryParse(text, out var told) && told == value;

    // "Space.Class.Method(1.5)": the last dot before the arguments.
    private static string? ClassOf(string full)
    {
        var arguments = full.IndexOf('(', StringComparison.Ordinal);
        var dot = (arguments < 0 ? full : full[..arguments]).LastIndexOf('.');
        return dot > 0 ? full[..dot] : null;
    }
}
