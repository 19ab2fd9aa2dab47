using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults.Formats.Lines;

/// <summary>
/// TAP 12 to 14. The file is a suite and each subtest a suite within it, which the test point after it sums up; every other test point
/// is a test. SKIP and TODO are skipped tests. What TAP does not know is passed over, as TAP itself asks.
/// </summary>
internal sealed partial class TapFormat : ITextFormat
{
    public string Name => "tap";

    public bool Knows(Head head) => head.First != '<' && head.Members.Count == 0 && head.Lines.Any(l => Start().IsMatch(l));

    public IEnumerable<SourceRecord> Read(Report report)
    {
        using var lines = new LineSource(report.File);
        var tap = new TapReading(report);
        while (lines.Next() is { } line)
        {
            foreach (var record in tap.Take(line, lines.Number))
            {
                yield return record;
            }
        }

        foreach (var record in tap.End())
        {
            yield return record;
        }
    }

    [GeneratedRegex(@"^\s*(TAP version \d+|1\.\.\d+(\s|$)|(not )?ok(\s+\d+\b|\s+-|\s+#|\s*$)|not ok\b|Bail out!)", RegexOptions.IgnoreCase)]
    private static partial Regex Start();
}
