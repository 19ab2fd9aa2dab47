using System.Text;
using Plutora.Integration.Connectors.TestResults.Reading;
using Plutora.Integration.Connectors.TestResults.Rendering;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestResults;

/// <summary>Tells as faults what could not be read.</summary>
internal static class FaultsOf
{
    private const int PayloadLimit = 1 << 20;

    /// <summary>What was wrong with a file that could be read in part: what is told of the file as a whole is one fault, since a dead letter is known by its payload.</summary>
    public static IReadOnlyList<RecordFault> Flaws(Report report) =>
    [
        .. report.Flaws.All.GroupBy(f => f.Payload).Select(g => Fault(report.File, Named(report.File, string.Join(' ', g.Select(f => f.Sentence))), g.Key)),
    ];

    /// <summary>A file as a whole.</summary>
    public static RecordFault File(ReportFile file, string reason) => Fault(file, reason, null);

    /// <summary>A file whose content is not to be looked at.</summary>
    public static RecordFault Unopened(string name, string reason) => new() { Stream = ResultStreams.Suite, Id = name, Reason = reason, Payload = default };

    // A file that is too large for a dead letter is told by its beginning.
    private static RecordFault Fault(ReportFile file, string reason, string? payload) => new()
    {
        Stream = ResultStreams.Suite,
        Id = file.Name,
        Reason = reason,
        Payload = payload is null ? file.Beginning(PayloadLimit) : Encoding.UTF8.GetBytes(RecordJson.WellFormed(payload)),
    };

    private static string Named(ReportFile file, string sentence) => sentence.Contains(file.Name, StringComparison.Ordinal) ? sentence : $"'{file.Name}': {sentence}";
}
