using System.IO.Enumeration;
using System.Text;
using Plutora.Integration.Connectors.Git.Objects;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Connectors.Git.Repositories;

namespace Plutora.Integration.Connectors.Git.Reading;

/// <summary>A branch or tag.</summary>
/// <param name="Name">Without <c>refs/heads/</c> or <c>refs/tags/</c>.</param>
/// <param name="Object">The object that it names.</param>
internal sealed record RefName(string Name, string Object);

/// <summary>Lists branches and tags.</summary>
internal sealed class RefLister(GitProgram git, GitOptions options)
{
    /// <summary>The branches of the options' patterns, by name.</summary>
    public Task<IReadOnlyList<RefName>> BranchesAsync(OpenedRepository repository, CancellationToken cancellationToken) =>
        ListAsync(repository, "refs/heads/", options.Branches, cancellationToken);

    /// <summary>The tags of the options' patterns, by name.</summary>
    public Task<IReadOnlyList<RefName>> TagsAsync(OpenedRepository repository, CancellationToken cancellationToken) =>
        ListAsync(repository, "refs/tags/", options.Tags, cancellationToken);

    /// <summary>
    /// The commits that branches and tags name in the end, each once and in order; with them the commit of a checkout that is on no branch.
    /// What names no commit, or an object that the repository lacks, has none.
    /// </summary>
    public async Task<IReadOnlyList<string>> TipsAsync(OpenedRepository repository, CancellationToken cancellationToken)
    {
        var branches = await BranchesAsync(repository, cancellationToken).ConfigureAwait(false);
        var tags = await TagsAsync(repository, cancellationToken).ConfigureAwait(false);
        var names = branches.Select(b => b.Object).Concat(tags.Select(t => t.Object)).Concat(repository.DetachedHead is { } head ? [head] : []);
        return await CommitsAsync(repository, names, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Of the objects named, the commits that there are, tags followed.</summary>
    public async Task<IReadOnlyList<string>> CommitsAsync(OpenedRepository repository, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        await using var reader = new ObjectReader(git, repository, contents: false);
        await foreach (var item in reader.ReadAsync([.. names.Distinct(StringComparer.Ordinal).Select(n => n + "^{}")], cancellationToken).ConfigureAwait(false))
        {
            if (item.Type == "commit")
            {
                found.Add(item.Id);
            }
        }

        return [.. found];
    }

    private async Task<IReadOnlyList<RefName>> ListAsync(OpenedRepository repository, string folder, IReadOnlyList<string> patterns, CancellationToken cancellationToken)
    {
        if (patterns.Count == 0)
        {
            return [];
        }

        var found = new List<RefName>();
        // Only the names are asked for: a ref whose object is missing must not keep the others from being told.
        await using var process = git.Start(repository.Call("for-each-ref", "--format=%(objectname) %(refname)", folder));
        while (await process.Output.PieceAsync((byte)'\n', cancellationToken).ConfigureAwait(false) is { } line)
        {
            var space = line.Span.IndexOf((byte)' ');
            var name = GitText.Plain(line.Span[(space + 1)..])[folder.Length..];
            if (patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, name, ignoreCase: false)))
            {
                found.Add(new(name, Encoding.ASCII.GetString(line.Span[..space])));
            }
        }

        await process.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return found;
    }
}
