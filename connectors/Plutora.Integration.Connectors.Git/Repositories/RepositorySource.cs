using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Repositories;

/// <summary>Gives a repository as it is now: read in place, or fetched into its mirror first.</summary>
internal sealed class RepositorySource : IDisposable
{
    private readonly RepositoryRef _reference;
    private readonly RepositoryOpener _opener;
    private readonly Mirror? _mirror;
    private readonly SemaphoreSlim _one = new(1);

    // Streams are read one after the other; those that have not seen the newest fetch yet need no fetch of their own.
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private DateTimeOffset _fetchedAt = DateTimeOffset.MinValue;
    private int _fetches;

    public RepositorySource(GitProgram git, RemoteAccess access, RepositoryRef reference, GitOptions options, string workFolder, TimeProvider time)
    {
        _reference = reference;
        _opener = new(git, options.Files);
        _time = time;
        _mirror = reference.Address.IsRemote ? new(git, access, reference, workFolder, contents: options.Files == FileDetail.Lines) : null;
    }

    /// <summary>How long a fetch serves the streams that have not read it.</summary>
    public static readonly TimeSpan FetchServes = TimeSpan.FromMinutes(1);

    /// <summary>Which repository.</summary>
    public RepositoryRef Reference => _reference;

    /// <summary>Opens it for a stream.</summary>
    /// <param name="stream">The stream that is about to be read.</param>
    /// <param name="head">True when the default branch of a remote is asked for anew.</param>
    /// <param name="cancellationToken">Ends the fetch.</param>
    public async Task<OpenedRepository> OpenAsync(string stream, bool head, CancellationToken cancellationToken)
    {
        if (_mirror is null)
        {
            return await OpenLocalAsync(cancellationToken).ConfigureAwait(false);
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = _time.GetUtcNow();
            if (head || now - _fetchedAt > FetchServes || _seen.GetValueOrDefault(stream) == _fetches || !Directory.Exists(_mirror.Folder))
            {
                await _mirror.FetchAsync(head, cancellationToken).ConfigureAwait(false);
                _fetchedAt = now;
                _fetches++;
            }

            _seen[stream] = _fetches;
            return await _opener.OpenAsync(_reference, _mirror.Place, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Tries whether it is there and may be read, without fetching; returns what to tell of it.</summary>
    public async Task<string> CheckAsync(CancellationToken cancellationToken)
    {
        if (_mirror is not null)
        {
            var branch = await _mirror.DefaultBranchAsync([], cancellationToken).ConfigureAwait(false);
            return $"{_reference.Id} (remote, {(branch is null ? "without branches yet" : $"default branch {branch}")})";
        }

        var opened = await OpenLocalAsync(cancellationToken).ConfigureAwait(false);
        var head = opened.HeadBranch is { } name ? $"branch {name}" : "no branch checked out";
        var shallow = opened.ShallowEnd is null ? "" : ", a shallow clone: only the commits that it holds are read, 'git fetch --unshallow' brings the others";
        return $"{_reference.Id} (on this machine, {head}{shallow})";
    }

    public void Dispose() => _one.Dispose();

    private Task<OpenedRepository> OpenLocalAsync(CancellationToken cancellationToken) =>
        Directory.Exists(_reference.Address.Text)
            ? _opener.OpenAsync(_reference, ["-C", _reference.Address.Text], cancellationToken)
            : throw ConnectorException.NotFound($"There is no folder '{_reference.Address.Text}' on the hub's machine. Correct the option 'repositories'.");
}
