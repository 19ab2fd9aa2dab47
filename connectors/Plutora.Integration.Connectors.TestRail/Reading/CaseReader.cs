using System.Globalization;
using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.TestRail.Api;
using Plutora.Integration.Connectors.TestRail.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.TestRail.Reading;

/// <summary>Reads cases: what changed since, or all, project by project and suite by suite.</summary>
internal sealed class CaseReader(TestRailApi api, Projects projects)
{
    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bookmark = Bookmark.Read(request.Cursor);
        var scan = request.Mode == ReadMode.FullScan;
        foreach (var project in await projects.AllAsync(cancellationToken).ConfigureAwait(false))
        {
            var place = scan ? new() : bookmark.Of(project.Name);
            var told = place;

            // A first read with a lower bound asks as one does that has read until then.
            var since = (place.Told is { } last ? DateTimeOffset.FromUnixTimeSeconds(last) : request.Since) - request.Overlap;
            var changed = scan || since is null ? "" : string.Create(CultureInfo.InvariantCulture, $"&updated_after={since.Value.ToUnixTimeSeconds() - 1}");
            place = place with { Began = place.Began ?? api.Now.ToUnixTimeSeconds() };
            foreach (var suite in (await SuitesAsync(project, cancellationToken).ConfigureAwait(false)).Where(s => s > (place.After ?? -1)))
            {
                var method = $"get_cases/{project.Name}{(suite == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"&suite_id={suite}"))}{changed}";
                await foreach (var page in api.ListAsync(method, "cases", request.PageSize, place.Offset, cancellationToken).ConfigureAwait(false))
                {
                    place = place with { Began = Math.Min(place.Began ?? long.MaxValue, page.At.ToUnixTimeSeconds()), Offset = place.Offset + page.Items.Count };
                    yield return new([.. page.Items.Select(json => RecordMaker.Make(TestRailStreams.Case, json, project.Name))], scan ? null : bookmark.With(project.Name, place).Write()) { SentAt = page.At };
                    told = place;
                }

                place = place with { After = suite, Offset = 0 };
            }

            var ended = place.Ended();
            bookmark = bookmark.With(project.Name, ended);

            // Of several projects that stand where they stood, each would say the same as the one before, as a list that never ends does.
            if (scan || ended != told)
            {
                yield return new([], scan ? null : bookmark.Write()) { CompletedContainers = scan ? [project.Name] : [] };
            }
        }
    }

    // Zero stands for the one suite of a project that has no others, which need not be named.
    private async Task<IReadOnlyList<long>> SuitesAsync(Project project, CancellationToken cancellationToken)
    {
        if (!project.HasSuites)
        {
            return [0];
        }

        var suites = new List<long>();
        await foreach (var page in api.ListAsync($"get_suites/{project.Name}", "suites", cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            foreach (var json in page.Items)
            {
                using var document = ToolJson.ParseObject(json, "get_suites");
                suites.Add(document.RootElement.RequiredNumber("id", "get_suites"));
            }
        }

        return [.. suites.Order()];
    }
}
