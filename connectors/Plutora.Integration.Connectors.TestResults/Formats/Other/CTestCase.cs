using System.Globalization;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.Other;

/// <summary>Reads a test of CTest with its measurements.</summary>
internal static class CTestCase
{
    public static CaseEntry Read(XmlWalker xml, Report report)
    {
        var status = xml.Attribute("Status");
        var one = new CaseEntry { Name = "", SourceResult = status };
        string? completion = null, code = null;
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "Name":
                    one.Name = xml.Text(2_000).Text() ?? "";
                    break;
                case "Path":
                    one.Properties.Add(Report.Property("path", xml.Text(1_024).Text()));
                    break;
                case "FullCommandLine":
                    one.Properties.Add(Report.Property("commandLine", xml.Text(1_024).Text()));
                    break;
                case "Results":
                    for (var inner = xml.Open(); xml.Next(inner);)
                    {
                        Measurement(xml, report, one, ref completion, ref code);
                    }

                    break;
                case "Labels":
                    for (var inner = xml.Open(); xml.Next(inner);)
                    {
                        one.Labels.Add(xml.Text(200).Text() ?? "");
                    }

                    break;
                default:
                    break;
            }
        }

        Judge(one, status, completion, code);
        return one;
    }

    // A test that was not run because it is missing or cannot start counts as failed for CTest too.
    private static void Judge(CaseEntry one, string? status, string? completion, string? code)
    {
        one.Verdict = status switch
        {
            "passed" => Verdict.Passed,
            "failed" when completion == "Timeout" || code is "Timeout" or "SEGFAULT" or "ILLEGAL" or "INTERRUPT" or "NUMERICAL" or "OTHER_FAULT" => Verdict.Error,
            "failed" => Verdict.Failed,
            "notrun" when completion is null || completion == "Disabled" || completion.StartsWith("SKIP", StringComparison.Ordinal) => Verdict.Skipped,
            "notrun" => Verdict.Error,
            _ => Verdict.Inconclusive,
        };
        if (one.Verdict != Verdict.Passed && (code ?? completion) is { } said)
        {
            one.Problems.Add(new("Exit Code", code is not null && completion is not null && code != completion ? $"{code} ({completion})" : said));
        }
    }

    private static void Measurement(XmlWalker xml, Report report, CaseEntry one, ref string? completion, ref string? code)
    {
        var (name, type) = (xml.Attribute("name"), xml.Attribute("type"));
        var isOutput = xml.Name == "Measurement";
        CutText? text = null;
        string? encoding = null, compression = null;
        for (var level = xml.Open(); xml.Next(level);)
        {
            if (xml.Name == "Value")
            {
                (encoding, compression) = (xml.Attribute("encoding"), xml.Attribute("compression"));
                text = xml.Text(encoding is null ? report.Settings.TextLimit : 8 << 20);
            }
        }

        var value = text?.Text();
        if (value is null)
        {
            return;
        }

        if (isOutput)
        {
            one.Cut["output"] = text!.Cut;
            one.Output = report.Text(CTestFormat.Unpack(value, encoding, compression, report.Settings.TextLimit), one.Cut, "output");
            return;
        }

        switch (name)
        {
            case "Execution Time":
                one.DurationMs = ReportTimes.SecondsToMs(value);
                break;
            case "Completion Status":
                completion = value;
                break;
            case "Exit Code":
                code = value;
                break;
            case "Command Line":
                break;
            case not null when type?.StartsWith("numeric", StringComparison.Ordinal) == true
                    && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                one.Measures.Add(new(name, number));
                break;
            default:
                one.Properties.Add(Report.Property(name ?? "measurement", value));
                break;
        }
    }
}
