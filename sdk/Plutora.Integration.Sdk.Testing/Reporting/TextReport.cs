using System.Globalization;
using System.Text;

namespace Plutora.Integration.Sdk.Testing.Reporting;

/// <summary>The report for people at a terminal: what to mend, the root first.</summary>
public static class TextReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="report">The report.</param>
    public static string ToText(this AcceptanceReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Connector}: {report.Summary()}");
        foreach (var root in report.Roots)
        {
            text.AppendLine().Append(Of(root));
            var led = report.Failing.Where(r => r != root && root.Property.Explains(r.Property.Id)).Select(r => r.Property.Id).ToList();
            if (led.Count > 0)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  With it fail, for this cause or their own: {string.Join(", ", led)}");
            }
        }

        var rest = report.Failing.Except(report.Roots).ToList();
        if (rest.Count > 0)
        {
            text.AppendLine().AppendLine("What failed with these, to look at again once they are mended:");
            foreach (var led in rest)
            {
                text.AppendLine().Append(Of(led));
            }
        }

        foreach (var waived in report.Results.Where(r => r.Waiver is not null && r.Status != PropertyStatus.Fails))
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{(waived.Status == PropertyStatus.Waived ? "WAIVED" : "WAIVER NO LONGER NEEDED")} {waived.Property.Id}: {waived.Property.Asks}");
            text.AppendLine(CultureInfo.InvariantCulture, $"  Reason:  {waived.Waiver!.Reason}");
            if (waived.Status == PropertyStatus.Waived)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  Found:   {waived.Found}");
            }
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The counts as a sentence.</summary>
    internal static string Summary(this AcceptanceReport report)
    {
        var parts = new List<string> { $"{report.Count(PropertyStatus.Holds)} properties hold" };
        Add(PropertyStatus.Fails, "fail");
        Add(PropertyStatus.Waived, "waived");
        Add(PropertyStatus.NotAsked, "not asked of it");
        return string.Join(", ", parts) + ".";

        void Add(PropertyStatus status, string word)
        {
            if (report.Count(status) is > 0 and var count)
            {
                parts.Add($"{count} {word}");
            }
        }
    }

    /// <summary>One failure as people read it.</summary>
    internal static string Of(PropertyResult result) => new StringBuilder()
        .AppendLine(CultureInfo.InvariantCulture, $"FAILS {result.Property.Id}: {result.Property.Asks}")
        .AppendLine(CultureInfo.InvariantCulture, $"  Found:   {result.Found}")
        .AppendLine(CultureInfo.InvariantCulture, $"  Mend:    {result.Mend}")
        .AppendLine(CultureInfo.InvariantCulture, $"  Read on: {result.Property.Reading}")
        .ToString();
}
