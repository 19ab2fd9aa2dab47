using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;

namespace Plutora.Integration.Connectors.TestResults.Formats.JUnit;

/// <summary>Finds the marks by which writers name files within an output: <c>[[ATTACHMENT|path]]</c>.</summary>
internal static partial class AttachmentMarks
{
    public static void Read(CaseEntry one)
    {
        foreach (var output in new[] { one.Output, one.ErrorOutput })
        {
            if (output is null || !output.Contains("[[ATTACHMENT|", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (Match mark in Mark().Matches(output))
            {
                one.Attachments.Add(new(ReportFile.BaseName(mark.Groups[1].Value), Path: mark.Groups[1].Value));
            }
        }
    }

    [GeneratedRegex(@"\[\[ATTACHMENT\|([^\]\r\n]{1,1000})\]\]")]
    private static partial Regex Mark();
}
