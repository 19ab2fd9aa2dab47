using System.Text;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Records;

/// <summary>
/// The form in which issues are read: Jira's own bytes, followed by the names of the custom fields as <c>expand=names</c> tells them of a single issue.
/// A search tells names once a page, and a record stands alone.
/// </summary>
internal static class IssueForm
{
    // What the mapping takes. Without a list a search of Cloud's gives ids alone, and one of a Data Center's everything.
    private static readonly string[] Platform =
    [
        "summary", "description", "issuetype", "project", "status", "statuscategorychangedate", "resolution", "resolutiondate", "priority", "creator", "reporter", "assignee", "labels", "components", "parent",
        "subtasks", "issuelinks", "fixVersions", "versions", "created", "updated", "duedate", "timeoriginalestimate", "timeestimate", "timespent", "comment",
    ];

    public static IReadOnlyList<string> Fields(CustomFields custom) => [.. Platform, .. custom.Names.Keys];

    /// <summary>The record of an issue that was read.</summary>
    public static SourceRecord Make(ReadOnlyMemory<byte> issue, CustomFields custom, string place)
    {
        using var parsed = ToolJson.Parse(issue, place);
        return RecordMaker.Issue(parsed.RootElement, Named(issue.Span, custom), place);
    }

    private static byte[] Named(ReadOnlySpan<byte> issue, CustomFields custom)
    {
        var names = Encoding.UTF8.GetBytes($",\"names\":{custom.Json()}}}");
        var end = issue.TrimEnd(" \t\r\n"u8)[..^1];
        return [.. end, .. names];
    }
}
