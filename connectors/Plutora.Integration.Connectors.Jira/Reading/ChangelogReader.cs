using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>
/// Reads the whole changelogs of the issues that changed: at Cloud those of a page of issues together, since an issue brings its newest changes alone;
/// at a Data Center each issue brings them all.
/// </summary>
internal sealed class ChangelogReader(JiraApi api, ChangedIssues changed)
{
    private const int ChangesAtOnce = 1_000;

    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? statuses = null;
        await foreach (var step in changed.WalkAsync(request, [], withChanges: !api.IsCloud, cancellationToken).ConfigureAwait(false))
        {
            var issues = step.Page.Items.Select((json, i) => Issue.Of(json, $"issues[{i}]")).DistinctBy(i => i.Id).ToList();
            if (issues.Count == 0)
            {
                yield return step.Of([]);
                continue;
            }

            statuses ??= await StatusesAsync(cancellationToken).ConfigureAwait(false);
            var changes = api.IsCloud
                ? await BulkAsync(issues.Select(i => i.Id), cancellationToken).ConfigureAwait(false)
                : issues.ToDictionary(i => i.Id, i => i.Changes.ToList(), StringComparer.Ordinal);
            yield return step.Of([.. issues.Where(i => changes.ContainsKey(i.Id)).Select(i => ChangelogForm.Make(i.Id, i.Updated, changes[i.Id], statuses))]);
        }
    }

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
                using var parsed = JsonReading.Parse(changelog, "POST changelog/bulkfetch");
                var issue = parsed.RootElement.RequiredId("issueChangeLogs[]", "issueId");
                if (!found.TryGetValue(issue, out var changes))
                {
                    found[issue] = changes = [];
                }

                changes.AddRange(RawItems.Of(changelog, "changeHistories"));
            }

            using var page = JsonReading.Parse(answer.Body, "POST changelog/bulkfetch");
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

    private async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> StatusesAsync(CancellationToken cancellationToken)
    {
        using var statuses = await api.GetAsync(api.Platform("status"), cancellationToken).ConfigureAwait(false);
        return statuses.RootElement.EnumerateArray().Where(s => s.Id() is not null).DistinctBy(s => s.Id())
            .ToDictionary(s => s.Id()!, s => (ReadOnlyMemory<byte>)s.Bytes(), StringComparer.Ordinal);
    }

    private sealed record Issue(string Id, DateTimeOffset? Updated, IReadOnlyList<ReadOnlyMemory<byte>> Changes)
    {
        public static Issue Of(ReadOnlyMemory<byte> json, string place)
        {
            using var parsed = JsonReading.Parse(json, place);
            var root = parsed.RootElement;
            return new(root.RequiredId(place), root.Object("fields")?.Instant("updated"), root.Object("changelog") is null ? [] : RawItems.Of(json, "changelog.histories"));
        }
    }
}
