using System.Globalization;
using System.Text;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Objects;

/// <summary>Learns which files commits changed, through one process, however many commits they are.</summary>
internal sealed class ChangeReader(GitProgram git, OpenedRepository repository) : IAsyncDisposable
{
    /// <summary>The most files that a record tells; the others are counted.</summary>
    public const int MostFiles = 1_000;

    private const byte Nul = 0;
    private readonly GitProcess _process = git.Start(Call(repository));
    private readonly bool _lines = repository.Files == FileDetail.Lines;

    /// <summary>What commits changed, by commit. One without entry changed nothing, or is a merge: what it brings in, its other parents' commits tell.</summary>
    /// <param name="commits">Their hashes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Dictionary<string, CommitChanges>> ReadAsync(IReadOnlyList<string> commits, CancellationToken cancellationToken)
    {
        // git echoes a line that is no hash, and then writes out what it has: by the dot it is known that all is told.
        var writing = _process.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(commits.Select(c => c + "\n")) + ".\n"), close: false, cancellationToken);
        var found = new Dictionary<string, CommitChanges>(commits.Count, StringComparer.Ordinal);
        var builder = new Builder(_lines);
        string? current = null;
        while (await PeekAsync(cancellationToken).ConfigureAwait(false) is var first && first != '.')
        {
            if (first == ':')
            {
                builder.Raw(await TextAsync(cancellationToken).ConfigureAwait(false), await PathAsync(cancellationToken).ConfigureAwait(false));
                if (builder.AwaitsPath)
                {
                    builder.Renamed(await PathAsync(cancellationToken).ConfigureAwait(false));
                }
            }
            else if (await PieceAsync(cancellationToken).ConfigureAwait(false) is var piece && piece.Span.Contains((byte)'\t'))
            {
                var counts = Encoding.ASCII.GetString(piece.Span[..piece.Span.LastIndexOf((byte)'\t')]).Split('\t');
                var renamed = piece.Span[^1] == '\t';
                builder.Lines(counts[0], counts[1]);
                for (var path = 0; renamed && path < 2; path++)
                {
                    await PieceAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            else
            {
                Take(found, current, builder);
                current = Encoding.ASCII.GetString(piece.Span);
            }
        }

        await _process.Output.SkipAsync(2, cancellationToken).ConfigureAwait(false);
        Take(found, current, builder);
        await writing.ConfigureAwait(false);
        return found;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static void Take(Dictionary<string, CommitChanges> found, string? commit, Builder builder)
    {
        if (commit is not null)
        {
            found[commit] = builder.Take();
        }
    }

    // No program of the repository's configuration is run; what compares slowly (renames among many, huge files) is bounded.
    private static GitCall Call(OpenedRepository repository)
    {
        var lines = repository.Files == FileDetail.Lines;
        string[] detail = lines ? ["--raw", "--numstat", "-M", "-l200"] : ["--raw", "--no-renames"];
        return repository.Call(["diff-tree", "--stdin", "-r", "--root", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", .. detail]) with
        {
            Settings = [new("core.bigFileThreshold", "4m"), new("diff.algorithm", "myers")],
        };
    }

    private async ValueTask<byte> PeekAsync(CancellationToken cancellationToken) =>
        await _process.Output.PeekAsync(cancellationToken).ConfigureAwait(false) ?? throw await EndedAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask<ReadOnlyMemory<byte>> PieceAsync(CancellationToken cancellationToken) =>
        await _process.Output.PieceAsync(Nul, cancellationToken).ConfigureAwait(false) ?? throw await EndedAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask<string> TextAsync(CancellationToken cancellationToken) => Encoding.ASCII.GetString((await PieceAsync(cancellationToken).ConfigureAwait(false)).Span);

    private async ValueTask<string> PathAsync(CancellationToken cancellationToken) => GitText.Plain((await PieceAsync(cancellationToken).ConfigureAwait(false)).Span);

    private async Task<ConnectorException> EndedAsync(CancellationToken cancellationToken)
    {
        await _process.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return ConnectorException.Transient($"git diff-tree ended before it had answered at '{repository.Reference.Address.Text}'.");
    }

    /// <summary>Gathers one commit's files: first all their kinds, then, in the same order, all their lines.</summary>
    private sealed class Builder(bool lines)
    {
        private List<FileChange> _files = [];
        private int _count;
        private int _counted;
        private long _additions;
        private long _deletions;

        public bool AwaitsPath { get; private set; }

        public void Raw(string entry, string path)
        {
            // ":100644 100644 <hash> <hash> R088"
            var status = entry[(entry.LastIndexOf(' ') + 1)..][0];
            AwaitsPath = status is 'R' or 'C';
            if (_count++ < MostFiles)
            {
                _files.Add(new(path, null, status, null, null));
            }
        }

        public void Renamed(string path)
        {
            AwaitsPath = false;
            if (_count <= MostFiles)
            {
                _files[^1] = _files[^1] with { Path = path, PreviousPath = _files[^1].Path };
            }
        }

        public void Lines(string added, string deleted)
        {
            // "-" for a binary file.
            long? additions = long.TryParse(added, NumberStyles.None, CultureInfo.InvariantCulture, out var a) ? a : null;
            long? deletions = long.TryParse(deleted, NumberStyles.None, CultureInfo.InvariantCulture, out var d) ? d : null;
            _additions += additions ?? 0;
            _deletions += deletions ?? 0;
            if (_counted++ < _files.Count)
            {
                _files[_counted - 1] = _files[_counted - 1] with { Additions = additions, Deletions = deletions };
            }
        }

        public CommitChanges Take()
        {
            var taken = new CommitChanges(_files, _count, lines ? _additions : null, lines ? _deletions : null);
            (_files, _count, _counted, _additions, _deletions) = ([], 0, 0, 0, 0);
            return taken;
        }
    }
}
