using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>Reads the links to pages elsewhere of the issues that changed: Jira tells them issue by issue.</summary>
internal sealed class RemoteLinkReader(JiraApi api, ChangedIssues changed)
{
    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var step in changed.WalkAsync(request, ["project"], withChanges: false, cancellationToken).ConfigureAwait(false))
        {
            var records = new List<SourceRecord>();
            foreach (var issue in step.Page.Items)
            {
                records.AddRange(await LinksAsync(issue, cancellationToken).ConfigureAwait(false));
            }

            yield return step.Of(records);
        }
    }

    private async Task<IReadOnlyList<SourceRecord>> LinksAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var issue = JsonReading.Parse(json, "a search");
        var id = issue.RootElement.RequiredId("issues[]");
        try
        {
            using var links = await api.GetAsync(api.Platform($"issue/{id}/remotelink"), cancellationToken).ConfigureAwait(false);
            return links.RootElement.ValueKind == System.Text.Json.JsonValueKind.Array
                ? [.. links.RootElement.EnumerateArray().Select((l, i) => RecordMaker.Make(JiraStreams.RemoteLink, l, $"issue/{id}/remotelink[{i}]", issue.RootElement.Object("fields")?.Object("project")?.Id()))]
                : throw ConnectorException.Permanent($"The answer of issue/{id}/remotelink is no list.");
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            // Deleted between the search and this; a scan or a webhook tells it.
            return [];
        }
    }
}
