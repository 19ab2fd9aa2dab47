using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.JUnit;

/// <summary>Reads a failure, an error, or a run that was repeated.</summary>
internal static class JUnitProblem
{
    public static Problem Read(XmlWalker xml, Report report, Dictionary<string, long> cut) => ReadAttempt(xml, report, cut, Verdict.Failed).Problem!;

    /// <summary>Reads an element of a repeated run, which has outputs and a stack of its own.</summary>
    public static Attempt ReadAttempt(XmlWalker xml, Report report, Dictionary<string, long> cut, Verdict verdict)
    {
        var kind = xml.Name;
        var message = report.Text(xml.Attribute("message"), cut, "message");
        var type = CutText.Of(xml.Attribute("type"), 500, out _);
        var startedAt = ReportTimes.Instant(xml.Attribute("timestamp"), report.Settings.Zone);
        var duration = ReportTimes.SecondsToMs(xml.Attribute("time"));
        var limit = report.Settings.TextLimit;
        var text = new CutText(limit);
        string? stack = null, output = null, errors = null;
        for (var level = xml.Open(); xml.Next(level, text);)
        {
            switch (xml.Name)
            {
                case "stackTrace" or "stack-trace":
                    stack = xml.Text(limit).Text();
                    break;
                case "system-out":
                    output = xml.Text(limit / 4).Text();
                    break;
                case "system-err":
                    errors = xml.Text(limit / 4).Text();
                    break;
                case "message":
                    message ??= xml.Text(limit).Text();
                    break;
                default:
                    xml.Nested(text);
                    break;
            }
        }

        cut["stackTrace"] = cut.GetValueOrDefault("stackTrace") + text.Cut;
        var trace = stack is null ? text.Text() : JUnitSuite.Join(text.Text(), stack);
        // Where no message is told apart, the first line of the text is it.
        message ??= FirstLine(trace);
        return new(verdict, kind, new(kind, message, type, trace)) { StartedAt = startedAt, DurationMs = duration, Output = output, ErrorOutput = errors };
    }

    internal static string? FirstLine(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var line = end < 0 ? text : text[..end];
        return line.Length > 500 ? line[..500] : line;
    }
}
