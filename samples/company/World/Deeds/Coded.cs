using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Acme.Company.World.Deeds;

/// <summary>What people and tools do to code.</summary>
public static class Coded
{
    /// <summary>The commit of a repository by its SHA; null where it has none.</summary>
    public static Commit? CommitOf(this CompanyWorld world, long repository, string sha) => world.All<Commit>().FirstOrDefault(c => c.RepositoryId == repository && c.Sha == sha);

    /// <summary>A branch of a repository by its name; null where it has none.</summary>
    public static Branch? BranchOf(this CompanyWorld world, long repository, string name) => world.All<Branch>().FirstOrDefault(b => b.RepositoryId == repository && b.Name == name);

    /// <summary>Pushes a commit to a branch, which is made where it is not there; an open pull request of the branch gets it, too.</summary>
    /// <param name="world">The company.</param>
    /// <param name="commit">The commit, without SHA and time; without parents it builds on the branch, or on the default branch where that is new.</param>
    public static Commit Push(this CompanyWorld world, Commit commit) => world.Together(() =>
    {
        var repository = world.Get<Repository>(commit.RepositoryId);
        var branch = world.BranchOf(repository.Id, commit.Branch);
        var onto = branch ?? world.BranchOf(repository.Id, repository.DefaultBranch);
        var whole = commit with { At = world.Now, Parents = commit.Parents.Count > 0 || onto is null ? commit.Parents : [onto.Head] };
        var pushed = world.Add(whole with { Sha = Sha(repository, whole, world.Revision) }, commit.Author);
        if (branch is null)
        {
            world.Add(new Branch { RepositoryId = repository.Id, Name = commit.Branch, Head = pushed.Sha }, commit.Author);
        }
        else
        {
            world.Update<Branch>(branch.Id, b => b with { Head = pushed.Sha }, commit.Author);
        }

        foreach (var open in world.All<PullRequest>().Where(p => p.State == PullRequestState.Open && p.RepositoryId == repository.Id && p.SourceBranch == commit.Branch).ToList())
        {
            world.Update<PullRequest>(open.Id, p => p with { HeadSha = pushed.Sha, Commits = p.Commits.Add(pushed.Sha) }, commit.Author);
        }

        return pushed;
    });

    /// <summary>Opens a pull request of a branch into the default one, with the commits that the latter does not have.</summary>
    /// <exception cref="InvalidOperationException">The branch is not there, or has nothing new.</exception>
    public static PullRequest OpenPullRequest(this CompanyWorld world, long repository, string branch, string title, string body, string by, IEnumerable<string> reviewers, long? workItem) => world.Together(() =>
    {
        var of = world.Get<Repository>(repository);
        var (source, target) = (world.BranchOf(repository, branch), world.BranchOf(repository, of.DefaultBranch));
        if (source is null || target is null || source.Head == target.Head)
        {
            throw new InvalidOperationException($"{of.Owner}/{of.Name} has no branch '{branch}' with commits that '{of.DefaultBranch}' lacks.");
        }

        return world.Add(new PullRequest
        {
            RepositoryId = repository,
            Number = world.Next($"numbers:{of.Id}"),
            Title = title,
            Body = body,
            Author = by,
            SourceBranch = branch,
            TargetBranch = of.DefaultBranch,
            HeadSha = source.Head,
            BaseSha = target.Head,
            Reviewers = [.. reviewers],
            Commits = [.. world.Since(repository, source.Head, target.Head).Select(c => c.Sha)],
            WorkItemId = workItem,
        }, by);
    });

    /// <summary>Merges a pull request by a commit with two parents, and deletes its branch; what is merged already is left as it is.</summary>
    /// <exception cref="InvalidOperationException">It was closed.</exception>
    public static PullRequest Merge(this CompanyWorld world, long pullRequest, string by) => world.Together(() =>
    {
        var open = world.Get<PullRequest>(pullRequest);
        if (open.State != PullRequestState.Open)
        {
            return open.State == PullRequestState.Merged ? open : throw new InvalidOperationException($"Pull request {open.Number} was closed and cannot be merged.");
        }

        var target = world.BranchOf(open.RepositoryId, open.TargetBranch)!;
        var merge = world.Push(new Commit
        {
            RepositoryId = open.RepositoryId,
            Sha = "",
            At = default,
            Message = $"Merge pull request #{open.Number} from acme/{open.SourceBranch}\n\n{open.Title}",
            Author = by,
            Parents = [target.Head, open.HeadSha],
            Branch = open.TargetBranch,
            WorkItemId = open.WorkItemId,
        });
        var merged = world.Update<PullRequest>(open.Id, p => p with { State = PullRequestState.Merged, MergeSha = merge.Sha, ClosedAt = world.Now, ClosedBy = by }, by);
        if (world.BranchOf(open.RepositoryId, open.SourceBranch) is { } source)
        {
            world.Delete<Branch>(source.Id, by);
        }

        return merged;
    });

    /// <summary>Commits that a commit builds on, itself among them, without those that another builds on, the oldest first.</summary>
    /// <param name="world">The company.</param>
    /// <param name="repository">Number of the repository.</param>
    /// <param name="head">SHA of the commit.</param>
    /// <param name="without">SHA of the other; null to leave nothing out.</param>
    public static IReadOnlyList<Commit> Since(this CompanyWorld world, long repository, string head, string? without)
    {
        var all = world.All<Commit>().Where(c => c.RepositoryId == repository).ToDictionary(c => c.Sha, StringComparer.Ordinal);
        var known = Reached(all, without);
        return [.. Reached(all, head).Where(sha => !known.Contains(sha)).Select(sha => all[sha]).OrderBy(c => c.Id)];
    }

    private static HashSet<string> Reached(Dictionary<string, Commit> all, string? head)
    {
        var (reached, left) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>(head is null ? [] : [head]));
        while (left.TryPop(out var sha))
        {
            if (all.TryGetValue(sha, out var commit) && reached.Add(sha))
            {
                foreach (var parent in commit.Parents)
                {
                    left.Push(parent);
                }
            }
        }

        return reached;
    }

    // As git does, of all that the commit holds; the revision stands for its tree.
    private static string Sha(Repository repository, Commit commit, long revision) =>
        Hash(string.Create(CultureInfo.InvariantCulture, $"{repository.Name} {revision} {string.Join(' ', commit.Parents)} {commit.Author} {commit.At.ToUnixTimeSeconds()} {commit.Message}"));

    // SHA-256, cut to the length of a SHA-1: it names, and guards nothing.
    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40];
}
