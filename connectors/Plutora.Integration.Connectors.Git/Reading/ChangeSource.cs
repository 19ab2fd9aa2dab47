using Microsoft.Extensions.Logging;
using Plutora.Integration.Connectors.Git.Objects;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Reading;

/// <summary>What commits changed; where a damaged object keeps one commit from being compared, the others are told all the same.</summary>
internal sealed partial class ChangeSource(GitProgram git, OpenedRepository repository, ILogger logger) : IAsyncDisposable
{
    private ChangeReader? _reader;

    /// <summary>What commits changed; null when it is not to be told.</summary>
    public async Task<ChangesOfPage?> ReadAsync(IReadOnlyList<string> commits, CancellationToken cancellationToken)
    {
        if (repository.Files == FileDetail.None)
        {
            return null;
        }

        try
        {
            return new(await (_reader ??= new(git, repository)).ReadAsync(commits, cancellationToken).ConfigureAwait(false), new HashSet<string>());
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Permanent)
        {
            await DisposeAsync().ConfigureAwait(false);
            LogDamaged(logger, fault.Message);
            return await OneByOneAsync(commits, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_reader is { } reader)
        {
            _reader = null;
            await reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<ChangesOfPage> OneByOneAsync(IReadOnlyList<string> commits, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CommitChanges>(StringComparer.Ordinal);
        var damaged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var commit in commits)
        {
            await using var reader = new ChangeReader(git, repository);
            try
            {
                foreach (var (id, changes) in await reader.ReadAsync([commit], cancellationToken).ConfigureAwait(false))
                {
                    found[id] = changes;
                }
            }
            catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Permanent)
            {
                damaged.Add(commit);
            }
        }

        return new(found, damaged);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which files some commits change cannot be told: {Reason}")]
    private static partial void LogDamaged(ILogger logger, string reason);
}

/// <summary>What the commits of a page changed.</summary>
/// <param name="Found">By commit; one without entry changed nothing or is a merge.</param>
/// <param name="Damaged">Commits that could not be compared.</param>
internal sealed record ChangesOfPage(IReadOnlyDictionary<string, CommitChanges> Found, IReadOnlySet<string> Damaged)
{
    private static readonly CommitChanges Nothing = new([], 0, 0, 0);

    /// <summary>What a commit changed; null when that is not known.</summary>
    public CommitChanges? Of(string commit) => Damaged.Contains(commit) ? null : Found.GetValueOrDefault(commit, Nothing);
}
