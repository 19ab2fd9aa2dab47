using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.DotNet;

/// <summary>Reads how a TRX run ended as a whole: its outcome, counters, output and messages.</summary>
internal static class TrxSummary
{
    private static readonly HashSet<string> None = [];

    public static void Read(XmlWalker xml, Report report, SuiteHeader header)
    {
        header.SourceResult = xml.Attribute("outcome");
        header.Verdict = header.SourceResult switch
        {
            "Failed" => Verdict.Failed,
            "Error" or "Timeout" => Verdict.Error,
            "Aborted" => Verdict.Cancelled,
            _ => null,
        };
        for (var level = xml.Open(); xml.Next(level);)
        {
            switch (xml.Name)
            {
                case "Counters":
                    header.Told.AddRange(xml.OtherAttributes(None).Select(a => Report.Property(a.Name, a.Value)));
                    break;
                case "Output":
                    header.Output = Kept(xml, report, header, "output");
                    break;
                case "RunInfos":
                    header.Problem = new("RunInfo", Kept(xml, report, header, "message"));
                    break;
                case "CollectorDataEntries" or "ResultFiles":
                    Files(xml, header);
                    break;
                default:
                    header.Unread.Add(xml.Name);
                    break;
            }
        }
    }

    private static string? Kept(XmlWalker xml, Report report, SuiteHeader header, string member)
    {
        var text = xml.Text(report.Settings.TextLimit);
        header.Cut[member] = text.Cut;
        return text.Text();
    }

    private static void Files(XmlWalker xml, SuiteHeader header)
    {
        for (var level = xml.Open(); xml.Next(level);)
        {
            if ((xml.Attribute("href") ?? xml.Attribute("path")) is { Length: > 0 } path)
            {
                header.Attachments.Add(new(ReportFile.BaseName(path), Path: path));
            }

            Files(xml, header);
        }
    }
}
