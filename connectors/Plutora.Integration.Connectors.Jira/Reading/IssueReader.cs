using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>Reads issues.</summary>
internal sealed class IssueReader(JiraApi api, JiraOptions options, ChangedIssues changed)
{
    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var custom = await CustomFields.OfAsync(api, options.Fields, cancellationToken).ConfigureAwait(false);
        await foreach (var step in changed.WalkAsync(request, IssueForm.Fields(custom), withChanges: false, cancellationToken).ConfigureAwait(false))
        {
            yield return step.Of([.. step.Page.Items.Select((issue, i) => IssueForm.Make(issue, custom, $"issues[{i}]"))]);
        }
    }
}
