using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Reads one record as GitHub has it now, where its id is enough to ask for it and the answer has the form of the list.</summary>
internal sealed class RecordFetcher(GitHubApi api)
{
    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        [GitHubStreams.Repository] = "",
        [GitHubStreams.WorkflowRun] = "/actions/runs/",
        [GitHubStreams.WorkflowJob] = "/actions/jobs/",
        [GitHubStreams.CheckRun] = "/check-runs/",
        [GitHubStreams.Deployment] = "/deployments/",
        [GitHubStreams.Release] = "/releases/",
    };

    public static bool CanFetch(string stream) => Paths.ContainsKey(stream);

    /// <returns>The record; null when GitHub no longer has it.</returns>
    /// <exception cref="NotSupportedException">The stream's records cannot be asked for by id.</exception>
    public async Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        if (!Paths.TryGetValue(request.Stream, out var path) || Container(request) is not { } repository)
        {
            throw new NotSupportedException($"A record of stream '{request.Stream}' cannot be fetched by its id alone.");
        }

        // By the repository's id, as GitHub's own Link headers name it: its name may have changed since the record was read.
        var item = path.Length == 0 ? "" : path + Uri.EscapeDataString(request.Id);
        var uri = new Uri(api.Base, $"repositories/{Uri.EscapeDataString(repository)}{item}");
        try
        {
            if (await api.GetAsync(uri, null, cancellationToken).ConfigureAwait(false) is not { } answer)
            {
                return null;
            }

            using var document = PageReader.Parse(answer.Body, uri);
            return RecordMaker.Make(request.Stream, document.RootElement, new(repository, ""), uri.AbsolutePath);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }

    private static string? Container(FetchRequest request) => request.Stream == GitHubStreams.Repository ? request.Id : request.Container;
}
