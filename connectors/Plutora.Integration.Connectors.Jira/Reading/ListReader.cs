using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>Reads what Jira cannot be asked for by time: projects, versions, boards, sprints and users, each time whole.</summary>
internal sealed class ListReader(JiraApi api, JiraOptions options, TimeProvider time)
{
    private const int PageSize = 50;

    // A board without sprints refuses the question in Jira's own words; so does one that was deleted since it was listed.
    private static readonly HttpErrorRule NoSprints = new(HttpErrorMeaning.Ignore) { Statuses = [400, 404], When = IsRefusal };

    public IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => request.Stream switch
    {
        JiraStreams.Project => ProjectsAsync(request.Mode == ReadMode.FullScan, cancellationToken),
        JiraStreams.Version => VersionsAsync(request.Mode == ReadMode.FullScan, cancellationToken),
        JiraStreams.Board => BoardsAsync(cancellationToken),
        JiraStreams.Sprint => SprintsAsync(cancellationToken),
        _ => UsersAsync(cancellationToken),
    };

    private async IAsyncEnumerable<RecordPage> ProjectsAsync(bool scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var projects = await Projects.FindAsync(api, options.Projects, time, cancellationToken).ConfigureAwait(false);
        yield return new(projects.Found, null) { SentAt = projects.SentAt, CompletedContainers = scan ? [.. projects.Found.Select(p => p.Id)] : [] };
        projects.TellMissing(api);
    }

    private async IAsyncEnumerable<RecordPage> VersionsAsync(bool scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var projects = await Projects.FindAsync(api, options.Projects, time, cancellationToken).ConfigureAwait(false);
        foreach (var project in projects.Found.Select(p => p.Id))
        {
            var sentAt = time.GetUtcNow();
            var path = api.Platform($"project/{project}/versions");
            using var versions = await api.GetAsync(path, cancellationToken).ConfigureAwait(false);
            if (versions.RootElement.ValueKind != System.Text.Json.JsonValueKind.Array)
            {
                throw ConnectorException.Permanent($"The answer of {path} is no list.");
            }

            yield return new([.. versions.RootElement.EnumerateArray().Select((v, i) => RecordMaker.Make(JiraStreams.Version, v, $"{path}[{i}]", project))], null)
            {
                SentAt = sentAt,
                CompletedContainers = scan ? [project] : [],
            };
        }

        projects.TellMissing(api);
    }

    private async IAsyncEnumerable<RecordPage> BoardsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        var queries = options.Projects.Count == 0 ? [new Dictionary<string, string>()] : options.Projects.Select(p => new Dictionary<string, string> { ["projectKeyOrId"] = p });
        foreach (var query in queries)
        {
            var request = new HttpToolRequest(JiraApi.Agile("board")) { Query = query };
            await foreach (var page in PagesAsync(JiraStreams.Board, request, "values", told, cancellationToken).ConfigureAwait(false))
            {
                yield return page;
            }
        }
    }

    // A sprint stands on each board whose filter shows its issues; it is told once.
    private async IAsyncEnumerable<RecordPage> SprintsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var boards = new List<string>();
        await foreach (var page in BoardsAsync(cancellationToken).ConfigureAwait(false))
        {
            boards.AddRange(page.Records.Where(HasSprints).Select(b => b.Id));
        }

        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var board in boards)
        {
            var request = new HttpToolRequest(JiraApi.Agile($"board/{board}/sprint")) { Errors = [NoSprints] };
            await foreach (var page in PagesAsync(JiraStreams.Sprint, request, "values", told, cancellationToken).ConfigureAwait(false))
            {
                yield return page;
            }
        }
    }

    private IAsyncEnumerable<RecordPage> UsersAsync(CancellationToken cancellationToken)
    {
        var request = api.IsCloud
            ? new HttpToolRequest(api.Platform("users/search"))
            : new HttpToolRequest(api.Platform("user/search")) { Query = new Dictionary<string, string> { ["username"] = ".", ["includeInactive"] = "true" } };
        return PagesAsync(JiraStreams.User, request, "", new(StringComparer.Ordinal), cancellationToken);
    }

    // Pages without a record that was not told yet are left out: they move nothing.
    private async IAsyncEnumerable<RecordPage> PagesAsync(string stream, HttpToolRequest request, string items, HashSet<string> told, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in Lists.ReadAsync(api, request, items, PageSize, cancellationToken).ConfigureAwait(false))
        {
            var records = page.Items.Select((json, i) => Record(stream, json, $"{page.Request.Path}[{i}]")).Where(r => told.Add(r.Id)).ToList();
            if (records.Count > 0)
            {
                yield return new(records, null) { SentAt = page.Response.SentAt };
            }
        }
    }

    private static bool IsRefusal(HttpToolResponse answer)
    {
        try
        {
            using var said = ToolJson.Parse(answer.Body, "a board's sprints");
            return said.RootElement.List("errorMessages").Any();
        }
        catch (ConnectorException)
        {
            return false;
        }
    }

    private static SourceRecord Record(string stream, ReadOnlyMemory<byte> json, string place)
    {
        using var item = ToolJson.Parse(json, place);
        return RecordMaker.Make(stream, item.RootElement, place);
    }

    private static bool HasSprints(SourceRecord board)
    {
        using var parsed = ToolJson.Parse(board.Json, "a board");
        return parsed.RootElement.Text("type") != "kanban";
    }
}
