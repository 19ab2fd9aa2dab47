using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.Allure2;

/// <summary>Words that both versions of Allure share.</summary>
internal static class AllureWords
{
    public static Verdict Verdict(string? status) => status?.ToLowerInvariant() switch
    {
        "passed" => Rendering.Verdict.Passed,
        "failed" => Rendering.Verdict.Failed,
        "broken" => Rendering.Verdict.Error,
        "skipped" or "pending" => Rendering.Verdict.Skipped,
        "canceled" or "cancelled" => Rendering.Verdict.Cancelled,
        _ => Rendering.Verdict.Inconclusive,
    };

    /// <summary>A label says one of several things.</summary>
    public static void Label(CaseEntry one, string name, string value)
    {
        switch (name)
        {
            case "testClass" or "class":
                one.ClassName = value;
                break;
            case "severity":
                one.Severity = value;
                break;
            case "owner":
                one.Owner = value;
                break;
            case "host":
                one.Host = value;
                break;
            case "tag":
                one.Labels.Add(value);
                break;
            case "issue":
                one.Mentioned.Add(new("issue", value));
                break;
            case "testId" or "tms":
                one.Mentioned.Add(new("tms", value));
                break;
            default:
                one.Properties.Add(Report.Property(name, value));
                break;
        }
    }
}
