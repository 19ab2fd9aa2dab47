using System.Globalization;
using System.Text;

namespace Plutora.Integration.Sdk.Testing.Reporting;

/// <summary>The report in Markdown, for a README.</summary>
public static class MarkdownReport
{
    /// <summary>A badge that tells how many properties hold.</summary>
    /// <param name="report">The report.</param>
    public static string ToBadge(this AcceptanceReport report)
    {
        var asked = report.Results.Count - report.Count(PropertyStatus.NotAsked);
        var waived = report.Count(PropertyStatus.Waived) is > 0 and var count ? $", {count} waived" : "";
        var text = $"{report.Count(PropertyStatus.Holds)} of {asked}{waived}";
        var colour = !report.Passed ? "red" : waived.Length > 0 ? "yellowgreen" : "brightgreen";
        return $"![acceptance: {text}](https://img.shields.io/badge/acceptance-{Uri.EscapeDataString(text.Replace("-", "--", StringComparison.Ordinal))}-{colour})";
    }

    /// <summary>The badge, and a table of what fails, is waived, holds and is not asked.</summary>
    /// <param name="report">The report.</param>
    public static string ToMarkdown(this AcceptanceReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(report.ToBadge()).AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Connector}: {report.Summary()}").AppendLine();
        text.AppendLine("| property | | |").AppendLine("| --- | --- | --- |");
        foreach (var result in report.Results.OrderBy(r => Order(report, r)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| `{result.Property.Id}` | {Word(report, result)} | {Cell(result)} |");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static int Order(AcceptanceReport report, PropertyResult result) => result.Status switch
    {
        PropertyStatus.Fails => report.Roots.Contains(result) ? 0 : 1,
        PropertyStatus.Waived => 2,
        PropertyStatus.Holds => 3,
        _ => 4,
    };

    private static string Word(AcceptanceReport report, PropertyResult result) => result.Status switch
    {
        PropertyStatus.Fails => report.CausesOf(result.Property) is [var cause, ..] ? $"**fails** with `{cause.Id}`" : "**fails**",
        PropertyStatus.Waived => "waived",
        PropertyStatus.Holds => "holds",
        _ => "not asked",
    };

    private static string Cell(PropertyResult result) => Escaped(result.Status switch
    {
        PropertyStatus.Fails => $"{result.Found} {result.Mend}",
        PropertyStatus.Waived => result.Waiver!.Reason,
        PropertyStatus.Holds => result.Property.Asks,
        _ => result.Found ?? "",
    });

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
