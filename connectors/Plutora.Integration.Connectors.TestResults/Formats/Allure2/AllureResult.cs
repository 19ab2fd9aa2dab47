using System.Text.Json;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.Allure2;

/// <summary>Reads a result of Allure 2.</summary>
internal static class AllureResult
{
    public static CaseEntry Read(JsonElement root, IEnumerable<Named> labels, Report report)
    {
        var status = root.Text("status");
        var one = new CaseEntry
        {
            Name = root.Text("name") ?? root.Text("fullName") ?? "",
            ToolId = root.Text("uuid"),
            Description = CutText.Of(root.Text("description"), 1_024, out _),
            SourceResult = status,
            Verdict = AllureWords.Verdict(status),
            StartedAt = ReportTimes.Milliseconds(root.Number("start")),
            FinishedAt = ReportTimes.Milliseconds(root.Number("stop")),
        };
        one.DurationMs = ReportTimes.Sound((one.FinishedAt - one.StartedAt)?.TotalMilliseconds);
        foreach (var label in labels)
        {
            AllureWords.Label(one, label.Name, label.Value);
        }

        if (root.Text("fullName") is { } fullName)
        {
            one.Variant = fullName;
        }

        foreach (var parameter in root.Items("parameters"))
        {
            // The writer marks what is a secret.
            var value = parameter.Text("mode") is "hidden" or "masked" ? "******" : parameter.Text("value");
            one.Parameters.Add(Report.Property(parameter.Text("name") ?? "", value));
        }

        foreach (var link in root.Items("links"))
        {
            if ((link.Text("name") ?? link.Text("url")) is { Length: > 0 } name)
            {
                one.Mentioned.Add(new(link.Text("type") ?? "link", name, link.Text("url")));
            }
        }

        if (Details(root, report, one.Cut) is { } problem)
        {
            one.Problems.Add(problem);
        }

        if (root.Member("statusDetails").Member("flaky").ValueKind == JsonValueKind.True)
        {
            one.Labels.Add("flaky");
        }

        Steps(root, one, 0);
        Attachments(root, one);
        return one;
    }

    public static Problem? Details(JsonElement element, Report report, Dictionary<string, long> cut)
    {
        var details = element.Member("statusDetails");
        var message = report.Text(details.Text("message"), cut, "message");
        var trace = report.Text(details.Text("trace"), cut, "stackTrace");
        return message is null && trace is null ? null : new("statusDetails", message, null, trace);
    }

    private static void Steps(JsonElement element, CaseEntry one, int level)
    {
        foreach (var step in element.Items("steps"))
        {
            var status = step.Text("status");
            var duration = ReportTimes.Sound(step.Number("stop") - step.Number("start"));
            var message = CutText.Of(step.Member("statusDetails").Text("message"), 500, out _);
            one.Steps.Add(new(CutText.Of(step.Text("name"), 500, out _) ?? "step", AllureWords.Verdict(status), status, message, duration, level));
            Attachments(step, one);
            Steps(step, one, level + 1);
        }
    }

    private static void Attachments(JsonElement element, CaseEntry one)
    {
        foreach (var attachment in element.Items("attachments"))
        {
            one.Attachments.Add(new(attachment.Text("name") ?? attachment.Text("source") ?? "attachment", attachment.Text("type"), attachment.Text("source")));
        }
    }
}
