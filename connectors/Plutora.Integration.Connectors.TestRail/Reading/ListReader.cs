using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.TestRail.Api;
using Plutora.Integration.Connectors.TestRail.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestRail.Reading;

/// <summary>Reads projects, users and milestones: short lists of which TestRail tells no changes, so that each read tells all.</summary>
internal sealed class ListReader(TestRailApi api, Projects projects)
{
    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // No place is kept; one that a newer version kept is not ignored.
        Bookmark.Read(request.Cursor);
        var sentAt = api.Now;
        var all = await projects.AllAsync(cancellationToken).ConfigureAwait(false);
        switch (request.Stream)
        {
            case TestRailStreams.Project:
                yield return new([.. all.Select(p => RecordMaker.Make(request.Stream, p.Json, null))], Cursor: null) { SentAt = sentAt };
                break;
            case TestRailStreams.User when await api.AllAsync("get_users", "users", cancellationToken).ConfigureAwait(false) is { } users:
                yield return new(Records(request, users, null), Cursor: null) { SentAt = sentAt };
                break;
            case TestRailStreams.User:
                await foreach (var page in OfProjectsAsync(request, all, "get_users", "users", cancellationToken).ConfigureAwait(false))
                {
                    yield return page;
                }

                break;
            default:
                await foreach (var page in OfProjectsAsync(request, all, "get_milestones", "milestones", cancellationToken).ConfigureAwait(false))
                {
                    yield return page;
                }

                break;
        }
    }

    private async IAsyncEnumerable<RecordPage> OfProjectsAsync(ReadRequest request, IReadOnlyList<Project> all, string method, string items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (contained, told) = (request.Stream == TestRailStreams.Milestone, new HashSet<string>(StringComparer.Ordinal));
        foreach (var project in all)
        {
            await foreach (var page in api.ListAsync($"{method}/{project.Name}", items, request.PageSize, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                // Many projects without a milestone are no pages that say the same again and again.
                if (Records(request, page.Items, contained ? project.Name : null).Where(r => told.Add(r.Id)).ToList() is { Count: > 0 } records)
                {
                    yield return new(records, Cursor: null) { SentAt = page.At };
                }
            }

            if (contained && request.Mode == ReadMode.FullScan)
            {
                yield return new([], Cursor: null) { CompletedContainers = [project.Name] };
            }
        }
    }

    private static SourceRecord[] Records(ReadRequest request, IReadOnlyList<ReadOnlyMemory<byte>> items, string? project) =>
        [.. items.Select(json => RecordMaker.Make(request.Stream, json, project))];
}
