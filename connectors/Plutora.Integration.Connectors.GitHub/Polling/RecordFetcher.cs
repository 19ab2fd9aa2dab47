using System.Globalization;
using System.Text.Json;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Reads one record as GitHub has it now, where the answer has the form of the list or of the webhook.</summary>
internal sealed class RecordFetcher(GitHubApi api)
{
    // Behind the repository; null where what is known of the record does not name its address.
    private static readonly Dictionary<string, Func<FetchRequest, string?>> Paths = new(StringComparer.Ordinal)
    {
        [GitHubStreams.Repository] = _ => "",
        [GitHubStreams.PullRequest] = request => Numbered(request, "/pulls/"),
        [GitHubStreams.Issue] = request => Numbered(request, "/issues/"),
        [GitHubStreams.Milestone] = request => Numbered(request, "/milestones/"),
        [GitHubStreams.Workflow] = request => $"/actions/workflows/{request.Id}",
        [GitHubStreams.WorkflowRun] = request => $"/actions/runs/{request.Id}",
        [GitHubStreams.WorkflowJob] = request => $"/actions/jobs/{request.Id}",
        [GitHubStreams.CheckRun] = request => $"/check-runs/{request.Id}",
        [GitHubStreams.Deployment] = request => $"/deployments/{request.Id}",
        [GitHubStreams.Release] = request => $"/releases/{request.Id}",
        [GitHubStreams.CodeScanningAlert] = request => $"/code-scanning/alerts/{NumberInId(request)}",
        [GitHubStreams.DependabotAlert] = request => $"/dependabot/alerts/{NumberInId(request)}",
    };

    public static bool CanFetch(string stream) => Paths.ContainsKey(stream);

    /// <returns>The record; null when GitHub no longer has it, has another under its number, or what is known of it does not name its address.</returns>
    /// <exception cref="NotSupportedException">The stream's records cannot be asked for one by one.</exception>
    public async Task<SourceRecord?> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        if (!Paths.TryGetValue(request.Stream, out var path) || Container(request) is not { } repository)
        {
            throw new NotSupportedException($"A record of stream '{request.Stream}' cannot be fetched alone.");
        }

        if (path(request) is not { } item)
        {
            return null;
        }

        // By the repository's id, as GitHub's own Link headers name it: its name may have changed since the record was read.
        var uri = new Uri(api.Base, $"repositories/{Uri.EscapeDataString(repository)}{item}");
        try
        {
            if (await api.GetAsync(uri, null, cancellationToken).ConfigureAwait(false) is not { } answer)
            {
                return null;
            }

            using var document = PageReader.Parse(answer.Body, uri);
            var record = RecordMaker.Make(request.Stream, document.RootElement, Repository(request, repository), uri.AbsolutePath);

            // An issue that moved to another repository is answered from there, as another issue.
            return record.Id == request.Id ? record : null;
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
        {
            return null;
        }
    }

    private static string? Container(FetchRequest request) => request.Stream == GitHubStreams.Repository ? request.Id : request.Container;

    private static string? Numbered(FetchRequest request, string path) =>
        Known(request, known => known.TryGetProperty("number", out var number) && number.TryGetInt64(out var found) ? string.Create(CultureInfo.InvariantCulture, $"{path}{found}") : null);

    private static string NumberInId(FetchRequest request) => Uri.EscapeDataString(request.Id[(request.Id.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    // Alerts stand beside their repository in their records; its name is the one that was known.
    private static RepositoryRef Repository(FetchRequest request, string id) =>
        new(id, Known(request, known => known.TryObject("repository", out var found) ? found.Text("full_name") : null) ?? "");

    private static string? Known(FetchRequest request, Func<JsonElement, string?> read)
    {
        if (request.Known is not { Length: > 0 } bytes)
        {
            return null;
        }

        using var known = JsonDocument.Parse(bytes);
        return known.RootElement.ValueKind == JsonValueKind.Object ? read(known.RootElement) : null;
    }
}
