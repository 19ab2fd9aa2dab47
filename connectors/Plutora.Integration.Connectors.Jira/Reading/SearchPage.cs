using System.Text.Json;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>What to search.</summary>
/// <param name="Jql">The search, without its order.</param>
/// <param name="SortedBy">Field by which issues are sorted, the newest first: <c>updated</c> or <c>created</c>.</param>
/// <param name="Fields">Fields that each issue is to hold.</param>
/// <param name="Size">Issues a page.</param>
internal sealed record Search(string Jql, string SortedBy, IReadOnlyList<string> Fields, int Size)
{
    /// <summary>True where issues are to bring their changes, which a Data Center tells whole.</summary>
    public bool WithChanges { get; init; }

    /// <summary>The search with its order, in which no two issues stand at one place.</summary>
    public string Ordered => $"{Jql} ORDER BY {SortedBy} DESC, key DESC";
}

/// <summary>A page of a search.</summary>
/// <param name="Items">The issues, as Jira's own bytes.</param>
/// <param name="Next">Where the next page is; null on the last.</param>
/// <param name="Total">Issues in all, where Jira tells.</param>
/// <param name="SentAt">When the page was asked for.</param>
internal sealed record SearchPage(IReadOnlyList<ReadOnlyMemory<byte>> Items, string? Next, int? Total, DateTimeOffset SentAt)
{
    /// <summary>Cuts a page's issues out.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> body) => RawItems.Of(body, "issues");

    /// <summary>The instants by which the first and the last issue are sorted.</summary>
    public (DateTimeOffset? First, DateTimeOffset? Last) Edges(string sortedBy) =>
        Items.Count == 0 ? (null, null) : (At(Items[0], sortedBy), At(Items[^1], sortedBy));

    private static DateTimeOffset? At(ReadOnlyMemory<byte> issue, string field)
    {
        using JsonDocument parsed = ToolJson.Parse(issue, "a search");
        return parsed.RootElement.Object("fields")?.Instant(field);
    }
}
