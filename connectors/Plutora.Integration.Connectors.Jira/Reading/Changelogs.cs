using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>
/// The whole changelogs of a page of issues: at Cloud they are asked for together, since an issue brings its newest changes alone; at a Data Center each issue
/// brings them all, where it was searched for with them.
/// </summary>
internal sealed class Changelogs(JiraApi api)
{
    private const int ChangesAtOnce = 1_000;

    /// <summary>Whether the search has to ask for them.</summary>
    public bool ComeWithSearch => !api.IsCloud;

    /// <returns>Changes by the issue's id; an issue that Cloud does not tell of is missing.</returns>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>>> OfAsync(IReadOnlyList<ChangedIssue> issues, CancellationToken cancellationToken) => api.IsCloud
        ? (await BulkAsync(issues.Select(i => i.Id), cancellationToken).ConfigureAwait(false)).ToDictionary(f => f.Key, IReadOnlyList<ReadOnlyMemory<byte>> (f) => f.Value, StringComparer.Ordinal)
        : issues.ToDictionary(i => i.Id, i => i.Changes, StringComparer.Ordinal);

    private async Task<Dictionary<string, List<ReadOnlyMemory<byte>>>> BulkAsync(IEnumerable<string> issues, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, List<ReadOnlyMemory<byte>>>(StringComparer.Ordinal);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var body = new JsonObject { ["issueIdsOrKeys"] = new JsonArray([.. issues.Select(i => (JsonNode)i)]), ["maxResults"] = ChangesAtOnce };
        for (string? token = null; ;)
        {
            if (token is not null)
            {
                body["nextPageToken"] = token;
            }

            var answer = await api.AskAsync(api.Platform("changelog/bulkfetch"), body, cancellationToken).ConfigureAwait(false);
            foreach (var changelog in RawItems.Of(answer.Body, "issueChangeLogs"))
            {
                using var parsed = ToolJson.Parse(changelog, "POST changelog/bulkfetch");
                var issue = parsed.RootElement.RequiredId("issueChangeLogs[]", "issueId");
                if (!found.TryGetValue(issue, out var changes))
                {
                    found[issue] = changes = [];
                }

                changes.AddRange(RawItems.Of(changelog, "changeHistories"));
            }

            using var page = ToolJson.Parse(answer.Body, "POST changelog/bulkfetch");
            token = page.RootElement.Text("nextPageToken");
            if (token is null or "")
            {
                return found;
            }

            if (!asked.Add(token))
            {
                throw ConnectorException.Permanent($"The list {api.Platform("changelog/bulkfetch")} does not end: a page leads back to one that was read already.");
            }
        }
    }
}

/// <summary>An issue that changed, as a search tells it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Project">Id of its project, where the search asked for it.</param>
/// <param name="Updated">When it changed last.</param>
/// <param name="Changes">Its changes, where it was searched for with them.</param>
internal sealed record ChangedIssue(string Id, string? Project, DateTimeOffset? Updated, IReadOnlyList<ReadOnlyMemory<byte>> Changes)
{
    /// <summary>The issues of a page, each once.</summary>
    public static IReadOnlyList<ChangedIssue> Of(SearchPage page) => [.. page.Items.Select((json, i) => Of(json, $"issues[{i}]")).DistinctBy(i => i.Id)];

    private static ChangedIssue Of(ReadOnlyMemory<byte> json, string place)
    {
        using var parsed = ToolJson.Parse(json, place);
        var (root, fields) = (parsed.RootElement, parsed.RootElement.Object("fields"));
        return new(root.RequiredId(place), fields?.Object("project")?.Id(), fields?.Instant("updated"), root.Object("changelog") is null ? [] : RawItems.Of(json, "changelog.histories"));
    }
}
