using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Finds the repositories that the options name, with the ids by which they stay the same when they are renamed.</summary>
internal sealed class RepositoryCatalog(GitHubOptions options, GitHubApi api, TimeProvider time)
{
    private static readonly TimeSpan Trust = TimeSpan.FromMinutes(10);
    private readonly Lock _gate = new();
    private (DateTimeOffset At, Found Found)? _last;

    /// <summary>The repositories; asked anew when the last answer is older than ten minutes or <paramref name="fresh"/> is true.</summary>
    public async Task<Found> FindAsync(bool fresh, CancellationToken cancellationToken)
    {
        var sent = time.GetUtcNow();
        lock (_gate)
        {
            if (!fresh && _last is { } last && sent - last.At < Trust)
            {
                return last.Found;
            }
        }

        var found = await AskAsync(cancellationToken).ConfigureAwait(false) with { SentAt = sent };
        lock (_gate)
        {
            _last = (sent, found);
        }

        return found;
    }

    private async Task<Found> AskAsync(CancellationToken cancellationToken)
    {
        var repositories = new Dictionary<string, RepositorySource>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var name in options.Repositories.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                var answer = await api.GetAsync(new Uri(api.Base, $"repos/{name}"), null, cancellationToken).ConfigureAwait(false);
                Add(repositories, answer, new Uri(api.Base, $"repos/{name}"), isList: false);
            }
            catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.NotFound)
            {
                missing.Add(name);
            }
        }

        if (FirstList() is { } list)
        {
            var guard = new PagingGuard();
            for (Uri? uri = list; uri is not null;)
            {
                guard.Ask(uri);
                var answer = await api.GetAsync(uri, null, cancellationToken).ConfigureAwait(false);
                guard.Answered(uri, answer is null ? [] : answer.Body.Span, Add(repositories, answer, uri, isList: true, options is { Repositories.Count: 0, IsApp: true, Organisation: null or "" } ? "repositories" : null));
                uri = answer?.Next;
            }
        }

        return new([.. repositories.Values], missing, default);
    }

    private Uri? FirstList() => options switch
    {
        { Organisation: { Length: > 0 } organisation } => new(api.Base, $"orgs/{organisation}/repos?type=all&per_page={options.PageSize}"),
        { Repositories.Count: 0, IsApp: true } => new(api.Base, $"installation/repositories?per_page={options.PageSize}"),
        // Without a token there is no "my repositories": an instance that only takes webhooks needs neither.
        { Repositories.Count: 0, Token.Length: > 0 } => new(api.Base, $"user/repos?per_page={options.PageSize}"),
        _ => null,
    };

    private static int Add(Dictionary<string, RepositorySource> repositories, ApiAnswer? answer, Uri uri, bool isList, string? member = null)
    {
        if (answer is null)
        {
            return 0;
        }

        using var document = PageReader.Parse(answer.Body, uri);
        var items = isList ? PageReader.Items(document.RootElement, member, uri) : [document.RootElement];
        foreach (var item in items)
        {
            var reference = RepositoryRef.From(item, uri.AbsolutePath);
            repositories[reference.Id] = new(reference, RecordMaker.Make(GitHubStreams.Repository, item, reference, uri.AbsolutePath));
        }

        return items.Count;
    }

    /// <summary>What was found.</summary>
    /// <param name="Repositories">Each once.</param>
    /// <param name="Missing">Names from the options that GitHub does not have, or hides.</param>
    /// <param name="SentAt">When it was asked.</param>
    internal sealed record Found(IReadOnlyList<RepositorySource> Repositories, IReadOnlyList<string> Missing, DateTimeOffset SentAt);
}

/// <summary>A repository to read.</summary>
/// <param name="Reference">Id and name.</param>
/// <param name="Record">The record that GitHub's answer made.</param>
internal sealed record RepositorySource(RepositoryRef Reference, Sdk.Streams.SourceRecord Record);
