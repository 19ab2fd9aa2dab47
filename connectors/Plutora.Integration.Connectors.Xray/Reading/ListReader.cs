using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.Xray.Api;
using Plutora.Integration.Connectors.Xray.Records;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Xray.Reading;

/// <summary>Reads a list: what changed since, or all; project by project where the options name projects and the list knows them.</summary>
internal sealed class ListReader(XrayApi api, XrayOptions options)
{
    // The name that stands for all projects.
    private const string All = "";

    public async IAsyncEnumerable<RecordPage> ReadAsync(XrayList list, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bookmark = Bookmark.Read(request.Cursor);
        var (scan, seen) = (request.Mode == ReadMode.FullScan, new HashSet<string>(StringComparer.Ordinal));
        foreach (var project in options.Projects.Count > 0 && list.ByProject ? options.Projects : [All])
        {
            var place = scan ? new() : bookmark.Of(project);
            place = place with { Began = place.Began ?? api.Now.ToUnixTimeSeconds() };
            var (variables, before) = (Variables(project, place, scan, request), "");
            while (true)
            {
                variables["start"] = place.Offset;
                var answer = await api.QueryAsync(list.Query, Query(list), variables.DeepClone().AsObject(), cancellationToken).ConfigureAwait(false);
                var items = RawItems.Of(answer.Body, $"data.{list.Query}.results");
                if (items.Count == 0)
                {
                    break;
                }

                place = place with { Began = Math.Min(place.Began ?? long.MaxValue, answer.AsOf.ToUnixTimeSeconds()), Offset = place.Offset + items.Count };
                SourceRecord[] told = [.. items.Select(json => RecordMaker.Make(list, json))];
                SourceRecord[] records = [.. told.Where(IsRead)];

                // The list moves on with each page, or it does not end.
                var page = string.Join(' ', told.Select(r => r.Id));
                before = page != before ? page : throw ConnectorException.Permanent($"The list {list.Query} does not end: a page holds what the one before it held.");
                seen.UnionWith(records.Select(r => r.Container).OfType<string>());
                yield return new(records, scan ? null : bookmark.With(project, place).Write()) { SentAt = answer.SentAt };
            }

            bookmark = bookmark.With(project, new() { Told = place.Began });
            yield return new([], scan ? null : bookmark.Write());
        }

        if (scan)
        {
            // A project of which nothing was told may be hidden alone.
            yield return new([], Cursor: null) { CompletedContainers = [.. seen.Order(StringComparer.Ordinal)] };
        }
    }

    private static string Query(XrayList list) => list.ByProject
        ? $"query($limit: Int!, $start: Int, $projectId: String, $modifiedSince: String) {{ {list.Query}(limit: $limit, start: $start, projectId: $projectId, modifiedSince: $modifiedSince) {{ total results {{ {list.Fields} }} }} }}"
        : $"query($limit: Int!, $start: Int, $modifiedSince: String) {{ {list.Query}(limit: $limit, start: $start, modifiedSince: $modifiedSince) {{ total results {{ {list.Fields} }} }} }}";

    private JsonObject Variables(string project, Place place, bool scan, ReadRequest request)
    {
        var variables = new JsonObject { ["limit"] = Math.Min(request.PageSize, options.PageSize) };
        if (project.Length > 0)
        {
            variables["projectId"] = project;
        }

        var since = (place.Told is { } told ? DateTimeOffset.FromUnixTimeSeconds(told) : request.Since) - request.Overlap;
        if (!scan && since is { } from)
        {
            variables["modifiedSince"] = from.AddSeconds(-1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        return variables;
    }

    private bool IsRead(SourceRecord record) => options.Projects.Count == 0 || record.Container is null || options.Projects.Contains(record.Container, StringComparer.Ordinal);
}
