using System.Globalization;
using System.Runtime.CompilerServices;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Connectors.Git.Reading;
using Plutora.Integration.Connectors.Git.Records;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git;

/// <summary>The git repositories of one instance.</summary>
internal sealed class GitInstance : ConnectorInstance
{
    private readonly GitProgram _git;
    private readonly IReadOnlyList<RepositorySource> _sources;
    private readonly StreamPoller _poller;
    private volatile bool _checked;

    public GitInstance(GitOptions options, ConnectorContext context)
        : this(options, context, Environment.GetEnvironmentVariable("PATH"))
    {
    }

    /// <param name="options">The options.</param>
    /// <param name="context">The instance.</param>
    /// <param name="path">Where git is looked for.</param>
    internal GitInstance(GitOptions options, ConnectorContext context, string? path)
    {
        _git = new(path, TimeSpan.FromMinutes(options.SilenceMinutes), context.Time);
        var access = new RemoteAccess(_git, options.Accounts);
        _sources = [.. RepositoryRef.All(options).Select(r => new RepositorySource(_git, access, r, options, context.WorkFolder, context.Time))];
        _poller = new(_git, options, _sources, context.Time, context.Logger);
    }

    public override async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        var version = await _git.VersionAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<string>();
        // Of several repositories each may be away for a reason of its own: all are told, and the whole is tried again.
        var faults = new List<string>();
        foreach (var source in _sources)
        {
            try
            {
                found.Add(await source.CheckAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (ConnectorException fault)
            {
                faults.Add(fault.Message);
            }
        }

        return faults.Count == 0
            ? CheckResult.Success(string.Create(CultureInfo.InvariantCulture, $"git {version} reads {string.Join("; ", found)}."))
            : CheckResult.Failure(string.Join(" ", faults));
    }

    public override async IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        switch (GitStreams.All.FirstOrDefault(s => s.Id == request.Stream))
        {
            case null:
                throw request.NoStream();
            case var stream when request.Mode == ReadMode.Backfill:
                throw request.NoBackfill();
            case { CanScan: false } stream when request.Mode == ReadMode.FullScan:
                throw request.NoScan("a commit never changes");
            default:
                break;
        }

        if (!_checked)
        {
            await _git.VersionAsync(cancellationToken).ConfigureAwait(false);
            _checked = true;
        }

        await foreach (var page in _poller.ReadAsync(request, cancellationToken).ConfigureAwait(false))
        {
            yield return page;
        }
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
        {
            source.Dispose();
        }

        return base.DisposeAsync();
    }
}
