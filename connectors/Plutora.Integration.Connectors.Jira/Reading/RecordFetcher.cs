using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>Reads one record as Jira has it now.</summary>
internal sealed class RecordFetcher(JiraApi api, JiraOptions options)
{
    /// <returns>The record; null when Jira no longer has it.</returns>
    public async Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.Stream switch
            {
                JiraStreams.Issue => await IssueAsync(request.Id, cancellationToken).ConfigureAwait(false),
                JiraStreams.Version => await OneAsync(request, api.Platform("version/"), cancellationToken).ConfigureAwait(false),
                JiraStreams.Sprint => await OneAsync(request, JiraApi.Agile("sprint/"), cancellationToken).ConfigureAwait(false),
                _ => throw new NotSupportedException($"A record of stream '{request.Stream}' cannot be fetched alone."),
            };
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }

    private async Task<SourceRecord?> IssueAsync(string id, CancellationToken cancellationToken)
    {
        var custom = await CustomFields.OfAsync(api, options.Fields, cancellationToken).ConfigureAwait(false);
        var path = api.Platform($"issue/{JiraApi.Part(id)}");
        var answer = await api.Tool.SendAsync(new HttpToolRequest(path).With("fields", string.Join(',', IssueForm.Fields(custom))), cancellationToken).ConfigureAwait(false);
        return IssueForm.Make(answer.Body, custom, $"GET {path}");
    }

    private async Task<SourceRecord?> OneAsync(FetchRequest request, string path, CancellationToken cancellationToken)
    {
        using var found = await api.GetAsync(path + JiraApi.Part(request.Id), cancellationToken).ConfigureAwait(false);
        return RecordMaker.Make(request.Stream, found.RootElement, $"GET {path}{request.Id}", request.Container);
    }
}
