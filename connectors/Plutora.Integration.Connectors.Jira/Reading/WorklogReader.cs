using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Jira.Api;
using Plutora.Integration.Connectors.Jira.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Jira.Reading;

/// <summary>Reads booked time: which entries changed or were deleted since, then the entries themselves.</summary>
internal sealed class WorklogReader(JiraApi api, TimeProvider time)
{
    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = SearchPlace.Read(request.Cursor);
        var from = (place.Since ?? request.Since) - request.Overlap ?? DateTimeOffset.UnixEpoch;

        // What is deleted while the changes are read is told by the next read, which begins where these do.
        await foreach (var (ids, _, sentAt) in ListAsync("worklog/deleted", from, cancellationToken).ConfigureAwait(false))
        {
            yield return new([.. ids.Select(w => new SourceRecord { Stream = JiraStreams.Worklog, Id = w.Id, Json = default, Deleted = true, Version = RecordMaker.Text(w.At), Time = w.At })], null) { SentAt = sentAt };
        }

        await foreach (var (ids, until, sentAt) in ListAsync("worklog/updated", from, cancellationToken).ConfigureAwait(false))
        {
            var records = ids.Count == 0 ? [] : await EntriesAsync(ids, cancellationToken).ConfigureAwait(false);
            place = new() { Since = until > place.Since || place.Since is null ? until : place.Since };
            yield return new(records, place.Write()) { SentAt = sentAt };
        }
    }

    private async Task<IReadOnlyList<SourceRecord>> EntriesAsync(IReadOnlyList<(string Id, DateTimeOffset? At)> ids, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["ids"] = new JsonArray([.. ids.Select(w => (JsonNode)long.Parse(w.Id, CultureInfo.InvariantCulture))]) };
        var answer = await api.AskAsync(api.Platform("worklog/list"), body, cancellationToken).ConfigureAwait(false);
        using var entries = ToolJson.Parse(answer.Body, "POST worklog/list");
        return entries.RootElement.ValueKind == JsonValueKind.Array
            ? [.. entries.RootElement.EnumerateArray().Select((w, i) => RecordMaker.Make(JiraStreams.Worklog, w, $"worklog/list[{i}]"))]
            : throw ConnectorException.Permanent("The answer of POST worklog/list is no list.");
    }

    private async IAsyncEnumerable<(IReadOnlyList<(string Id, DateTimeOffset? At)> Ids, DateTimeOffset? Until, DateTimeOffset SentAt)> ListAsync(
        string path, DateTimeOffset from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var since = from.ToUnixTimeMilliseconds(); ;)
        {
            var sentAt = time.GetUtcNow();
            using var page = await api.GetAsync(api.Platform(path), [("since", since.ToString(CultureInfo.InvariantCulture))], cancellationToken).ConfigureAwait(false);
            var ids = page.RootElement.RequiredList("values", path).Select(w => (w.RequiredId($"{path}.values[]", "worklogId"), w.Instant("updatedTime"))).ToList();
            var last = page.RootElement.Member("lastPage") is not { ValueKind: JsonValueKind.False };
            var until = page.RootElement.Instant("until");
            yield return (ids, ids.Count == 0 ? null : until, sentAt);
            if (last)
            {
                yield break;
            }

            since = until is { } next && next.ToUnixTimeMilliseconds() > since
                ? next.ToUnixTimeMilliseconds()
                : throw ConnectorException.Permanent($"The list {path} does not end: a page leads back to one that was read already.");
        }
    }
}
