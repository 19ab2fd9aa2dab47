using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>
/// Reads the links to pages elsewhere of the issues that changed. Jira tells them issue by issue and no search finds the issues that have any; but whoever adds one leaves an
/// item in the issue's history, and histories come a hundred at once: only issues whose history tells of a link are asked, unless the options say every one.
/// </summary>
internal sealed class RemoteLinkReader(JiraApi api, JiraOptions options, ChangedIssues changed)
{
    // As Data Center and Cloud name it, in whatever language the account's texts are.
    private static readonly string[] LinkItems = ["RemoteIssueLink", "RemoteWorkItemLink"];

    private readonly Changelogs _changelogs = new(api);

    private bool ByHistory => options.RemoteLinks == JiraRemoteLinks.ByHistory;

    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var step in changed.WalkAsync(request, ["project"], ByHistory && _changelogs.ComeWithSearch, cancellationToken).ConfigureAwait(false))
        {
            var records = new List<SourceRecord>();
            foreach (var issue in await LinkedAsync(ChangedIssue.Of(step.Page), cancellationToken).ConfigureAwait(false))
            {
                records.AddRange(await LinksAsync(issue, cancellationToken).ConfigureAwait(false));
            }

            yield return step.Of(records);
        }
    }

    private async Task<IEnumerable<ChangedIssue>> LinkedAsync(IReadOnlyList<ChangedIssue> issues, CancellationToken cancellationToken)
    {
        if (!ByHistory || issues.Count == 0)
        {
            return issues;
        }

        var changes = await _changelogs.OfAsync(issues, cancellationToken).ConfigureAwait(false);
        return issues.Where(i => changes.GetValueOrDefault(i.Id)?.Any(NamesLink) == true);
    }

    private static bool NamesLink(ReadOnlyMemory<byte> change)
    {
        using var parsed = ToolJson.Parse(change, "a changelog");
        return parsed.RootElement.List("items").Any(i => LinkItems.Contains(i.Text("field"), StringComparer.OrdinalIgnoreCase));
    }

    private async Task<IReadOnlyList<SourceRecord>> LinksAsync(ChangedIssue issue, CancellationToken cancellationToken)
    {
        var path = $"issue/{issue.Id}/remotelink";
        try
        {
            using var links = await api.GetAsync(api.Platform(path), cancellationToken).ConfigureAwait(false);
            return links.RootElement.ValueKind == System.Text.Json.JsonValueKind.Array
                ? [.. links.RootElement.EnumerateArray().Select((l, i) => RecordMaker.Make(JiraStreams.RemoteLink, l, $"{path}[{i}]", issue.Project))]
                : throw ConnectorException.Permanent($"The answer of {path} is no list.");
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            // Deleted between the search and this; a scan or a webhook tells it.
            return [];
        }
    }
}
