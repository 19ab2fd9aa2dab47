using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>
/// Searches issues page by page, the newest first: an issue that changes meanwhile moves to the front and pushes others back, so that what is told
/// twice costs a repetition and nothing is passed over; the change itself is told by the next read.
/// </summary>
internal sealed class IssueSearch(JiraApi api)
{
    public IAsyncEnumerable<SearchPage> PagesAsync(Search search, SearchPlace from, CancellationToken cancellationToken) =>
        api.IsCloud ? ByTokenAsync(search, from.Next, cancellationToken) : ByOffsetAsync(search, from, cancellationToken);

    private async IAsyncEnumerable<SearchPage> ByTokenAsync(Search search, string? token, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var body = Body(search);
            if (token is not null)
            {
                body["nextPageToken"] = token;
            }

            var answer = await api.AskAsync(api.Platform("search/jql"), body, cancellationToken).ConfigureAwait(false);
            using var page = ToolJson.Parse(answer.Body, "POST search/jql");
            var next = page.RootElement.Member("isLast") is { ValueKind: System.Text.Json.JsonValueKind.True } ? null : page.RootElement.Text("nextPageToken");
            yield return new(SearchPage.Cut(answer.Body), next, null, answer.SentAt);
            token = next is null || asked.Add(next) ? next : throw Endless(search);
        }
        while (token is not null);
    }

    // Each page begins with the last issue of the one before. Where it begins behind it, something before was deleted: it is asked for from further ahead.
    private async IAsyncEnumerable<SearchPage> ByOffsetAsync(Search search, SearchPlace from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (start, seam) = (from.Next is { } offset ? int.Parse(offset, CultureInfo.InvariantCulture) : 0, from.Seam);
        while (true)
        {
            var body = Body(search);
            body["startAt"] = start;
            if (search.WithChanges)
            {
                body["expand"] = new JsonArray("changelog");
            }

            var answer = await api.AskAsync(api.Platform("search"), body, cancellationToken).ConfigureAwait(false);
            var (items, total) = (SearchPage.Cut(answer.Body), Total(answer.Body, start));
            var page = new SearchPage(items, null, total, answer.SentAt);
            var (first, end) = page.Edges(search.SortedBy);
            if (start > 0 && (items.Count == 0 || first < seam))
            {
                start = Math.Max(0, start - search.Size);
                continue;
            }

            if (items.Count == 0 || start + items.Count >= total)
            {
                yield return page;
                yield break;
            }

            (start, seam) = (start + Math.Max(1, items.Count - 1), end);
            yield return page with { Next = start.ToString(CultureInfo.InvariantCulture) };
        }
    }

    private static JsonObject Body(Search search) => new()
    {
        ["jql"] = search.Ordered,
        ["maxResults"] = search.Size,
        ["fields"] = new JsonArray([.. search.Fields.Select(f => (JsonNode)f)]),
    };

    // Issues in all. A page that begins elsewhere than it was asked to would end the read as if all had been told.
    private static int Total(ReadOnlyMemory<byte> body, int start)
    {
        using var page = ToolJson.Parse(body, "POST search");
        if (page.RootElement.Member("startAt") is { } at && at.TryGetInt32(out var began) && began != start)
        {
            throw ConnectorException.Permanent(string.Create(CultureInfo.InvariantCulture, $"A page of a search was asked for from {start} on and begins at {began}."));
        }

        return page.RootElement.Member("total") is { } total && total.TryGetInt32(out var count) ? count : throw ConnectorException.Permanent("The answer of POST search holds no 'total'.");
    }

    private static ConnectorException Endless(Search search) =>
        ConnectorException.Permanent($"The search '{search.Ordered}' does not end: a page leads back to one that was read already.");
}
