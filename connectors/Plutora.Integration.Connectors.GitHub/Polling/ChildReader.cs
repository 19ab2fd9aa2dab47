using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Reads what belongs to each listed thing: reviews of pull requests, jobs of runs, statuses of deployments and commits.</summary>
internal sealed partial class ChildReader(GitHubApi api, ETagMemory tags, TimeProvider time)
{
    public async IAsyncEnumerable<ChildPage> ReadAsync(
        ChildOrigin origin, IReadOnlyList<JsonElement> parents, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var parent in parents)
        {
            var guard = new PagingGuard();
            for (var uri = Address(origin, parent); uri is not null;)
            {
                guard.Ask(uri);
                var known = origin.Conditional ? tags.Find(uri) : null;
                var sent = time.GetUtcNow();
                var answer = await api.GetAsync(uri, known?.ETag, cancellationToken).ConfigureAwait(false);
                if (answer is null)
                {
                    break;
                }

                if (answer.NotModified)
                {
                    uri = known?.Next;
                    continue;
                }

                using var document = PageReader.Parse(answer.Body, uri);
                var items = PageReader.Items(document.RootElement, origin.Route.Items, uri);
                guard.Answered(uri, answer.Body.Span, items.Count);
                var at = uri;
                SourceRecord[] records = [.. items.Select((item, i) => RecordMaker.Make(origin.Stream, item, origin.Repository, $"{at.AbsolutePath}[{i}]"))];
                yield return new(records, sent, () => tags.Stored(at, answer.ETag, answer.Next));
                uri = answer.Next;
            }
        }
    }

    // A thing without what the path asks for has no such records: a pull request whose head is gone, say.
    private Uri? Address(ChildOrigin origin, JsonElement parent)
    {
        var whole = true;
        var path = Members().Replace(origin.Route.Path, match =>
        {
            var value = PageReader.At(parent, match.Groups[1].Value);
            whole &= value is not null;
            return Uri.EscapeDataString(value ?? "");
        });
        var joint = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return whole ? new(api.Base, $"repos/{origin.Repository.FullName}/{path}{joint}per_page={origin.PageSize}") : null;
    }

    [GeneratedRegex(@"\{([a-z_.]+)\}")]
    private static partial Regex Members();
}

/// <summary>What is read of each listed thing.</summary>
/// <param name="Stream">Stream of the records.</param>
/// <param name="Route">Where they are.</param>
/// <param name="Repository">Their repository.</param>
/// <param name="PageSize">Records a request.</param>
/// <param name="Conditional">True when pages known by tag need not be told again.</param>
internal sealed record ChildOrigin(string Stream, ChildRoute Route, RepositoryRef Repository, int PageSize, bool Conditional);

/// <summary>A page of records of one listed thing.</summary>
/// <param name="Records">The records.</param>
/// <param name="SentAt">When the page was asked for.</param>
/// <param name="Stored">To be called when the hub has stored them.</param>
internal sealed record ChildPage(IReadOnlyList<SourceRecord> Records, DateTimeOffset SentAt, Action Stored);
