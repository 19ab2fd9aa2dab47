using CsCheck;
using Plutora.Integration.Connectors.Git.Tests.Support;

namespace Plutora.Integration.Connectors.Git.Tests.History;

/// <summary>Whatever happens to branches and tags between polls, and wherever a poll is cut: what was told is what git says.</summary>
public sealed class HistoryPropertyTests
{
    private enum Step
    {
        Commit,
        Merge,
        Branch,
        Rewrite,
        Delete,
        Tag,
        Untag,
        Forget,
        Poll,
        CutPoll,
        Restart,
    }

    private static readonly Gen<(Step Step, int A, int B)> AnyStep = Gen.Select(
        Gen.Frequency((5, Gen.Const(Step.Commit)), (2, Gen.Const(Step.Merge)), (2, Gen.Const(Step.Branch)), (1, Gen.Const(Step.Rewrite)), (1, Gen.Const(Step.Delete)),
            (1, Gen.Const(Step.Tag)), (1, Gen.Const(Step.Untag)), (1, Gen.Const(Step.Forget)), (2, Gen.Const(Step.Poll)), (2, Gen.Const(Step.CutPoll)), (1, Gen.Const(Step.Restart))),
        Gen.Int[0, 7],
        Gen.Int[0, 7]);

    [Fact]
    public async Task The_union_of_incremental_reads_is_what_git_says() =>
        await AnyStep.List[10, 30].SampleAsync(async steps => await RunAsync(steps, remote: false), iter: 10, threads: 1);

    [Fact]
    public async Task So_it_is_through_the_mirror_of_a_remote() =>
        await AnyStep.List[10, 25].SampleAsync(async steps => await RunAsync(steps, remote: true), iter: 3, threads: 1);

    private static async Task RunAsync(List<(Step Step, int A, int B)> steps, bool remote)
    {
        using var repository = new Repository();
        await using var polled = new Polled(remote ? repository.Address : repository.Folder);
        var history = new History(repository);
        var seen = new HashSet<string>();
        foreach (var (step, a, b) in steps)
        {
            switch (step)
            {
                case Step.Poll:
                    seen.UnionWith(repository.Reached());
                    await PollAsync(polled, pageSize: 1 + a, cutAfter: null);
                    break;
                case Step.CutPoll:
                    seen.UnionWith(repository.Reached());
                    await PollAsync(polled, pageSize: 1 + (a % 3), cutAfter: 1 + (b % 2));
                    break;
                case Step.Restart:
                    await polled.RestartAsync(loseWorkFolder: a < 2 && remote);
                    break;
                default:
                    history.Do(step, a, b);
                    break;
            }
        }

        seen.UnionWith(repository.Reached());
        await PollAsync(polled, pageSize: 3, cutAfter: null);
        Assert.Equal(Refs(repository, "heads"), View(polled, "branch", r => Polled.Json(r).GetProperty("sha").GetString()!));
        Assert.Equal(Refs(repository, "tags"), View(polled, "tag", r => Polled.Json(r).GetProperty("target").GetProperty("sha").GetString()!));
        var told = polled.Commits.ToHashSet();
        Assert.Superset(repository.Reached(), told);
        Assert.Subset(seen, told);
        ParentsComeFirst(polled);
        if (!history.Lost)
        {
            Assert.Equal(told.Count, polled.Commits.Count());
        }

        Assert.Empty(await polled.ReadAsync("commit"));
        Assert.Empty(polled.Faults);
    }

    private static async Task PollAsync(Polled polled, int pageSize, int? cutAfter)
    {
        foreach (var stream in (string[])["branch", "tag", "commit"])
        {
            await polled.ReadAsync(stream, pageSize: pageSize, cutAfter: cutAfter);
        }
    }

    private static SortedDictionary<string, string> View(Polled polled, string stream, Func<Sdk.Streams.SourceRecord, string> value)
    {
        var view = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var record in polled.Told.Where(r => r.Stream == stream))
        {
            var name = record.Id["tool/".Length..];
            view.Remove(name);
            if (!record.Deleted)
            {
                view[name] = value(record);
            }
        }

        return view;
    }

    private static SortedDictionary<string, string> Refs(Repository repository, string kind) => new(
        repository.Git("for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", $"refs/{kind}").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(l => l.Split(' ')[0], l => l.Split(' ')[1]),
        StringComparer.Ordinal);

    private static void ParentsComeFirst(Polled polled)
    {
        var known = new HashSet<string>();
        foreach (var json in polled.Told.Where(r => r.Stream == "commit").Select(Polled.Json))
        {
            Assert.All(json.GetProperty("parents").EnumerateArray(), p => Assert.Contains(p.GetString()!, known));
            known.Add(json.GetProperty("sha").GetString()!);
        }
    }

    /// <summary>Applies steps to a repository.</summary>
    private sealed class History(Repository repository)
    {
        private readonly SortedDictionary<string, string> _branches = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _tags = new(StringComparer.Ordinal);
        private readonly List<string> _commits = [];
        private int _clock;

        /// <summary>True once something was rewritten or deleted: only then may a commit be told twice.</summary>
        public bool Lost { get; private set; }

        public void Do(Step step, int a, int b)
        {
            var branch = _branches.Count == 0 ? null : _branches.Keys.ElementAt(a % _branches.Count);
            switch (step)
            {
                case Step.Commit:
                    // Clocks differ: a child may be older than its parent.
                    for (var count = 0; count <= a; count++)
                    {
                        Point(branch ?? "main", Commit(_branches.TryGetValue(branch ?? "main", out var tip) ? [tip] : [], b - 4));
                    }

                    break;
                case Step.Merge when _branches.Count > 1 && _branches[branch!] != _branches.Values.ElementAt(b % _branches.Count):
                    Point(branch!, Commit([_branches[branch!], _branches.Values.ElementAt(b % _branches.Count)], 0));
                    break;
                case Step.Branch:
                    Point($"b{b}", branch is null ? Commit([], 0) : _branches[branch]);
                    break;
                case Step.Rewrite when branch is not null:
                    Lost = true;
                    Point(branch, Commit(repository.Git("rev-list", _branches[branch]).Split('\n').Skip(b).Take(1).ToArray(), 0));
                    break;
                case Step.Delete when branch is not null:
                    Lost = true;
                    repository.Git("update-ref", "-d", $"refs/heads/{branch}");
                    _branches.Remove(branch);
                    break;
                case Step.Tag when branch is not null:
                    Lost |= _tags.Contains($"v{b}");
                    repository.Git("tag", "--force", $"v{b}", _branches[branch]);
                    _tags.Add($"v{b}");
                    break;
                case Step.Untag when _tags.Contains($"v{b}"):
                    Lost = true;
                    repository.Git("tag", "--delete", $"v{b}");
                    _tags.Remove($"v{b}");
                    break;
                case Step.Forget:
                    repository.Git("prune", "--expire=now");
                    break;
                default:
                    break;
            }
        }

        private string Commit(string[] parents, int clock)
        {
            var commit = repository.Commit($"c{_commits.Count}", parents, (_clock += 3) + clock);
            _commits.Add(commit);
            return commit;
        }

        private void Point(string branch, string commit)
        {
            Lost |= _branches.TryGetValue(branch, out var before) && !IsAncestor(before, commit);
            repository.Branch(branch, commit);
            _branches[branch] = commit;
        }

        private bool IsAncestor(string commit, string of) => repository.Git("rev-list", of).Split('\n').Contains(commit);
    }
}
