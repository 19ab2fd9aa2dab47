using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Plutora.Integration.Connectors.Git.Processes;
using Plutora.Integration.Connectors.Git.Repositories;


namespace Plutora.Integration.Connectors.Git.Reading;

/// <summary>What is to be told: everything that the heads reach and the known commits do not.</summary>
/// <param name="Heads">The fewest commits that reach what all tips reach.</param>
/// <param name="Total">Commits to be told.</param>
internal sealed record WalkPlan(IReadOnlyList<string> Heads, long Total);

/// <summary>Lists commits as git's own history walk gives them.</summary>
internal sealed class CommitWalker(GitProgram git)
{
    /// <summary>The most heads that are remembered. What only further ones reach is told again by each read.</summary>
    public const int MostHeads = 5_000;

    /// <summary>Finds out what a walk would tell, and from where it is to begin.</summary>
    public async Task<WalkPlan> PlanAsync(OpenedRepository repository, IReadOnlyList<string> tips, IReadOnlyList<string> known, long? since, CancellationToken cancellationToken)
    {
        var heads = new HashSet<string>(tips, StringComparer.Ordinal);
        var uncovered = new HashSet<string>(known, StringComparer.Ordinal);
        uncovered.ExceptWith(tips);
        var listed = new HashSet<string>(StringComparer.Ordinal);
        long total = 0;
        await foreach (var line in ListAsync(repository, ["--parents"], tips, known, cancellationToken).ConfigureAwait(false))
        {
            total++;
            foreach (var (parent, index) in line.Split(' ').Select((id, i) => (id, i)))
            {
                if (index == 0)
                {
                    if (heads.Contains(parent))
                    {
                        listed.Add(parent);
                    }
                }
                else
                {
                    heads.Remove(parent);
                    uncovered.Remove(parent);
                }
            }
        }

        if (known.Count > 0 && uncovered.Count > 0)
        {
            // A branch was deleted or rewritten: which commits reach the rest is seen by walking all of it, once.
            return new((await PlanAsync(repository, tips, [], null, cancellationToken).ConfigureAwait(false)).Heads, total);
        }

        // Every known commit is reached by a tip. So is what they reach: of the tips not listed, the known ones alone are needed.
        heads.IntersectWith([.. listed, .. known.Count == 0 ? tips : known]);
        if (since is not null)
        {
            total = await CountAsync(repository, heads, known, since.Value, cancellationToken).ConfigureAwait(false);
        }

        return new([.. heads.Order(StringComparer.Ordinal).Take(MostHeads)], total);
    }

    /// <summary>The commits of a walk, parents before children, without those told already. It may begin anew when the way is not the same any more.</summary>
    public async IAsyncEnumerable<string> WalkAsync(
        OpenedRepository repository, Walk walk, IReadOnlyList<string> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long passed = 0;
        string[] options = ["--topo-order", "--reverse", .. Since(walk.Since)];
        await foreach (var commit in ListAsync(repository, options, walk.Heads, known, cancellationToken).ConfigureAwait(false))
        {
            if (++passed > walk.Done)
            {
                yield return commit;
            }
            else if (passed == walk.Done && commit != walk.Last)
            {
                throw new WalkChangedException();
            }
        }

        if (passed < walk.Done)
        {
            throw new WalkChangedException();
        }
    }

    private static string[] Since(long? since) =>
        since is { } seconds ? [string.Create(CultureInfo.InvariantCulture, $"--max-age={seconds}")] : [];

    private async Task<long> CountAsync(OpenedRepository repository, IEnumerable<string> heads, IReadOnlyList<string> known, long since, CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (var _ in ListAsync(repository, Since(since), heads, known, cancellationToken).ConfigureAwait(false))
        {
            count++;
        }

        return count;
    }

    private async IAsyncEnumerable<string> ListAsync(
        OpenedRepository repository, IReadOnlyList<string> options, IEnumerable<string> from, IReadOnlyList<string> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var input = string.Concat(from.Select(f => f + "\n").Concat(known.Select(k => $"^{k}\n")));
        if (input.Length == 0 || input[0] == '^')
        {
            yield break;
        }

        await using var process = git.Start(repository.Call(["rev-list", "--stdin", .. options]));
        var writing = process.WriteAsync(Encoding.ASCII.GetBytes(input), close: true, cancellationToken);
        while (await process.Output.PieceAsync((byte)'\n', cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return Encoding.ASCII.GetString(line.Span);
        }

        await writing.ConfigureAwait(false);
        await process.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>The walk does not lead where it led before (another git, another depth): it is begun anew, which repeats what was told and loses nothing.</summary>
internal sealed class WalkChangedException : Exception;
