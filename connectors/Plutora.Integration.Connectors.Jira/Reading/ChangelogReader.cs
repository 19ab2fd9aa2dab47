using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>Reads the whole changelogs of the issues that changed.</summary>
internal sealed class ChangelogReader(JiraApi api, ChangedIssues changed)
{
    private readonly Changelogs _changelogs = new(api);

    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? statuses = null;
        await foreach (var step in changed.WalkAsync(request, [], _changelogs.ComeWithSearch, cancellationToken).ConfigureAwait(false))
        {
            var issues = ChangedIssue.Of(step.Page);
            if (issues.Count == 0)
            {
                yield return step.Of([]);
                continue;
            }

            statuses ??= await StatusesAsync(cancellationToken).ConfigureAwait(false);
            var changes = await _changelogs.OfAsync(issues, cancellationToken).ConfigureAwait(false);
            yield return step.Of([.. issues.Where(i => changes.ContainsKey(i.Id)).Select(i => ChangelogForm.Make(i.Id, i.Updated, changes[i.Id], statuses))]);
        }
    }

    private async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> StatusesAsync(CancellationToken cancellationToken)
    {
        using var statuses = await api.GetAsync(api.Platform("status"), cancellationToken).ConfigureAwait(false);
        return statuses.RootElement.EnumerateArray().Where(s => s.Id() is not null).DistinctBy(s => s.Id())
            .ToDictionary(s => s.Id()!, s => (ReadOnlyMemory<byte>)s.Bytes(), StringComparer.Ordinal);
    }
}
