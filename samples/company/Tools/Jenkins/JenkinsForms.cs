using System.Globalization;
using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.Jenkins;

/// <summary>
/// The company's builds as Jenkins shows them: an organisation folder with a multibranch project for each repository, a job in it for each branch. A branch that is
/// gone leaves its job, and the builds of it, behind.
/// </summary>
internal sealed class JenkinsForms(CompanyWorld world)
{
    /// <summary>The organisation folder.</summary>
    public const string Organisation = "acme";

    /// <summary>Parameter by which jobs take the id of an action.</summary>
    public const string ActionParameter = "PLUTORA_ACTION_ID";

    /// <summary>Parameter by which jobs take why they were started.</summary>
    public const string Reason = "REASON";

    private const string Ci = "https://ci.acme.example/";
    private const long FirstItem = 1_000;
    private const string JobClass = "org.jenkinsci.plugins.workflow.job.WorkflowJob";

    /// <summary>Address of a build for people and tools.</summary>
    public static string UrlOf(Repository repository, Build build) => string.Create(CultureInfo.InvariantCulture, $"{Ci}{PathOf(repository, build.Branch)}{build.Number}/");

    /// <summary>Path of the job of a branch, whose name Jenkins escapes once as a name and once more as a part of an address.</summary>
    public static string PathOf(Repository repository, string branch) => $"job/{Organisation}/job/{Uri.EscapeDataString(repository.Name)}/job/{Uri.EscapeDataString(Uri.EscapeDataString(branch))}/";

    /// <summary>Number of the queue's item of a build.</summary>
    public static long ItemOf(Build build) => FirstItem + build.Id;

    /// <summary>The build of an item of the queue.</summary>
    public Build? OfItem(long item) => world.Find<Build>(item - FirstItem);

    /// <summary>The builds of a branch that have left the queue, the newest first. Jenkins numbers them as they leave it, so that none overtakes another.</summary>
    public IReadOnlyList<Build> Begun(long repository, string branch)
    {
        var all = world.All<Build>().Where(b => b.RepositoryId == repository && b.Branch == branch).OrderBy(b => b.Number).ToList();
        return [.. all.TakeWhile(b => b.State != RunState.Queued).Where(b => b.StartedAt is not null).Reverse()];
    }

    /// <summary>Whether a build has left the queue.</summary>
    public bool HasBegun(Build build) => Begun(build.RepositoryId, build.Branch).Any(b => b.Id == build.Id);

    /// <summary>The branches of a repository that have a job.</summary>
    public IReadOnlyList<string> Branches(long repository) =>
        [.. world.All<Branch>().Where(b => b.RepositoryId == repository).Select(b => b.Name).Concat(world.All<Build>().Where(b => b.RepositoryId == repository).Select(b => b.Branch)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public Exported Root() => Of("hudson.model.Hudson", ("jobs", () => new[] { Folder() }), ("url", () => Ci), ("mode", () => "NORMAL"), ("useCrumbs", () => true));

    public Exported Folder() => Of(
        "jenkins.branch.OrganizationFolder",
        ("name", () => Organisation),
        ("fullName", () => Organisation),
        ("fullDisplayName", () => Organisation),
        ("displayName", () => Organisation),
        ("url", () => $"{Ci}job/{Organisation}/"),
        ("description", () => "The company's repositories"),
        ("jobs", () => world.All<Repository>().OrderBy(r => r.Name, StringComparer.Ordinal).Select(Project).ToArray()));

    public Exported Project(Repository repository) => Of(
        "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject",
        ("name", () => repository.Name),
        ("fullName", () => $"{Organisation}/{repository.Name}"),
        ("fullDisplayName", () => $"{Organisation} » {repository.Name}"),
        ("displayName", () => repository.Name),
        ("url", () => $"{Ci}job/{Organisation}/job/{repository.Name}/"),
        ("description", () => world.Get<Application>(repository.ApplicationId).Description),
        ("jobs", () => Branches(repository.Id).Select(b => Job(repository, b)).ToArray()));

    public Exported Job(Repository repository, string branch)
    {
        var name = Uri.EscapeDataString(branch);
        var exists = new Lazy<bool>(() => world.BranchOf(repository.Id, branch) is not null);
        var begun = new Lazy<IReadOnlyList<Build>>(() => Begun(repository.Id, branch));
        return Of(
            JobClass,
            ("name", () => name),
            ("fullName", () => $"{Organisation}/{repository.Name}/{name}"),
            ("fullDisplayName", () => $"{Organisation} » {repository.Name} » {branch}"),
            ("displayName", () => branch),
            ("url", () => Ci + PathOf(repository, branch)),
            ("description", () => (JsonNode?)null),
            ("buildable", () => exists.Value),
            ("disabled", () => !exists.Value),
            ("color", () => exists.Value ? Colour(begun.Value.Count == 0 ? null : begun.Value[0]) : "disabled"),
            ("inQueue", () => world.All<Build>().Any(b => b.RepositoryId == repository.Id && b.Branch == branch && b.State == RunState.Queued)),
            ("nextBuildNumber", () => begun.Value.Count == 0 ? 1 : begun.Value[0].Number + 1),
            ("lastBuild", () => begun.Value.Count == 0 ? null : Build(repository, begun.Value[0])),
            ("property", () => new[] { Of("hudson.model.ParametersDefinitionProperty", ("parameterDefinitions", () => new[] { Parameter(ActionParameter, "Id of the action that started the build"), Parameter(Reason, "Why the build was started") })) }),
            ("allBuilds", () => begun.Value.Select(b => Build(repository, b)).ToArray()));
    }

    public Exported Build(Repository repository, Build build)
    {
        var running = build.State == RunState.Running;
        return Of(
            "org.jenkinsci.plugins.workflow.job.WorkflowRun",
            ("number", () => build.Number),
            ("url", () => UrlOf(repository, build)),
            ("id", () => build.Number.ToString(CultureInfo.InvariantCulture)),
            ("displayName", () => string.Create(CultureInfo.InvariantCulture, $"#{build.Number}")),
            ("fullDisplayName", () => string.Create(CultureInfo.InvariantCulture, $"{Organisation} » {repository.Name} » {build.Branch} #{build.Number}")),
            ("description", () => (JsonNode?)null),
            ("building", () => running),
            ("inProgress", () => running),
            ("result", () => Result(build.State)),
            ("timestamp", () => build.StartedAt!.Value.ToUnixTimeMilliseconds()),
            ("duration", () => running ? 0 : Milliseconds(build.StartedAt, build.FinishedAt)),
            ("estimatedDuration", () => 480_000),
            ("keepLog", () => build.ArtifactId is not null),
            ("queueId", () => ItemOf(build)),
            ("actions", () => Actions(repository, build)),
            ("artifacts", () => build.ArtifactId is null ? Array.Empty<Exported>() : [Of(null, ("displayPath", () => "image.json"), ("fileName", () => "image.json"), ("relativePath", () => "target/image.json"))]),
            ("changeSets", () => ChangeSets(build)));
    }

    /// <summary>The stages of a build, as the plugin Pipeline: REST API tells them.</summary>
    public static JsonObject Stages(Repository repository, Build build)
    {
        var at = string.Create(CultureInfo.InvariantCulture, $"/{PathOf(repository, build.Branch)}{build.Number}/");
        return new()
        {
            ["_links"] = new JsonObject { ["self"] = new JsonObject { ["href"] = at + "wfapi/describe" } },
            ["id"] = build.Number.ToString(CultureInfo.InvariantCulture),
            ["name"] = string.Create(CultureInfo.InvariantCulture, $"#{build.Number}"),
            ["status"] = Status(build.State),
            ["startTimeMillis"] = build.StartedAt!.Value.ToUnixTimeMilliseconds(),
            ["endTimeMillis"] = build.FinishedAt?.ToUnixTimeMilliseconds(),
            ["durationMillis"] = Milliseconds(build.StartedAt, build.FinishedAt),
            ["queueDurationMillis"] = Milliseconds(build.QueuedAt, build.StartedAt),
            ["pauseDurationMillis"] = 0,
            ["stages"] = new JsonArray([.. build.Stages.Select((stage, index) => (JsonNode)Stage(at, build, stage, 6 + (3 * index)))]),
        };
    }

    /// <summary>The tests of a build; null where it published none.</summary>
    public Exported? TestReport(Build build)
    {
        var results = Results(build);
        return results.Count == 0 ? null : Of(
            "hudson.tasks.junit.TestResult",
            ("duration", () => results.Sum(r => r.Result.Milliseconds) / 1000.0),
            ("empty", () => false),
            ("failCount", () => Count(results, TestOutcome.Failed)),
            ("passCount", () => Count(results, TestOutcome.Passed)),
            ("skipCount", () => Count(results, TestOutcome.Skipped)),
            ("suites", () => results.GroupBy(r => r.Case.Suite).Select(suite => Of(
                null,
                ("name", () => suite.Key),
                ("id", () => (JsonNode?)null),
                ("timestamp", () => (JsonNode?)null),
                ("duration", () => suite.Sum(r => r.Result.Milliseconds) / 1000.0),
                ("cases", () => suite.Select(r => Case(build, r.Case, r.Result)).ToArray()))).ToArray()));
    }

    private static Exported Case(Build build, TestCase test, TestResult result)
    {
        var (failed, skipped) = (result.Outcome is TestOutcome.Failed, result.Outcome is TestOutcome.Skipped or TestOutcome.Blocked);
        return Of(
            null,
            ("name", () => test.Title),
            ("className", () => test.Suite),
            ("status", () => failed ? "REGRESSION" : skipped ? "SKIPPED" : "PASSED"),
            ("duration", () => result.Milliseconds / 1000.0),
            ("age", () => failed ? 1 : 0),
            ("failedSince", () => failed ? build.Number : 0),
            ("skipped", () => skipped),
            ("skippedMessage", () => (JsonNode?)null),
            ("errorDetails", () => result.Message),
            ("errorStackTrace", () => failed ? $"at {test.Suite}.{test.Title.Replace(' ', '_')}" : null));
    }

    private IReadOnlyList<(TestCase Case, TestResult Result)> Results(Build build) =>
        [.. world.All<TestRun>().Where(r => r.BuildId == build.Id && r.Kind is TestKind.Unit or TestKind.Integration && r.BuildId == build.Id).SelectMany(r => r.Results).Select(r => (world.Get<TestCase>(r.CaseId), r))];

    private static int Count(IReadOnlyList<(TestCase Case, TestResult Result)> results, TestOutcome outcome) => results.Count(r => r.Result.Outcome == outcome);

    private Exported[] Actions(Repository repository, Build build)
    {
        var person = world.All<Person>().FirstOrDefault(p => p.Login == build.StartedBy);
        var cause = build.StartedBy == "scm"
            ? Of("jenkins.branch.BranchEventCause", ("shortDescription", () => $"Push event to branch {build.Branch}"))
            : Of("hudson.model.Cause$UserIdCause", ("shortDescription", () => $"Started by user {person?.Name ?? build.StartedBy}"), ("userId", () => build.StartedBy), ("userName", () => person?.Name ?? build.StartedBy));
        var actions = new List<Exported>
        {
            Of("hudson.model.CauseAction", ("causes", () => new[] { cause })),
            Of("jenkins.metrics.impl.TimeInQueueAction", ("queuingDurationMillis", () => Milliseconds(build.QueuedAt, build.StartedAt))),
            Of(
                "hudson.plugins.git.util.BuildData",
                ("lastBuiltRevision", () => Of(null, ("SHA1", () => build.Sha), ("branch", () => new[] { Of(null, ("SHA1", () => build.Sha), ("name", () => build.Branch)) }))),
                ("remoteUrls", () => new JsonArray($"https://github.com/{repository.Owner}/{repository.Name}.git"))),
        };
        if (build.Parameters.Count > 0)
        {
            actions.Add(Of("hudson.model.ParametersAction", ("parameters", () => build.Parameters.Select(p => Of("hudson.model.StringParameterValue", ("name", () => p.Key), ("value", () => p.Value))).ToArray())));
        }

        if (build.State == RunState.Aborted)
        {
            actions.Add(Of("jenkins.model.InterruptedBuildAction", ("causes", () => new[] { Of("jenkins.model.CauseOfInterruption$UserInterruption", ("shortDescription", () => "Aborted by somebody")) })));
        }

        if (Results(build) is { Count: > 0 } results)
        {
            actions.Add(Of("hudson.tasks.junit.TestResultAction", ("failCount", () => Count(results, TestOutcome.Failed)), ("skipCount", () => Count(results, TestOutcome.Skipped)), ("totalCount", () => results.Count), ("urlName", () => "testReport")));
        }

        return [.. actions];
    }

    // What came in since the build before it.
    private Exported[] ChangeSets(Build build)
    {
        var before = Begun(build.RepositoryId, build.Branch).FirstOrDefault(b => b.Number < build.Number);
        var commits = before is not null ? world.Since(build.RepositoryId, build.Sha, before.Sha)
            : build.PullRequestId is { } pull ? [.. world.Get<PullRequest>(pull).Commits.Select(sha => world.CommitOf(build.RepositoryId, sha)).OfType<Commit>().Where(c => c.At <= build.QueuedAt)]
            : world.CommitOf(build.RepositoryId, build.Sha) is { } own ? [own] : [];
        return commits.Count == 0 ? [] :
        [
            Of("hudson.plugins.git.GitChangeSetList", ("kind", () => "git"), ("items", () => commits.Select(c => Of("hudson.plugins.git.GitChangeSet", ("commitId", () => c.Sha), ("timestamp", () => c.At.ToUnixTimeMilliseconds()), ("msg", () => c.Message.Split('\n')[0]))).ToArray())),
        ];
    }

    private static JsonObject Stage(string at, Build build, Stage stage, int node) => new()
    {
        ["_links"] = new JsonObject { ["self"] = new JsonObject { ["href"] = string.Create(CultureInfo.InvariantCulture, $"{at}execution/node/{node}/wfapi/describe") } },
        ["id"] = node.ToString(CultureInfo.InvariantCulture),
        ["name"] = stage.Name,
        ["execNode"] = "",

        // A build that somebody ended ends the stage that ran.
        ["status"] = Status(stage.State == RunState.Running && build.State == RunState.Aborted ? RunState.Aborted : stage.State),
        ["startTimeMillis"] = (stage.StartedAt ?? build.StartedAt!.Value).ToUnixTimeMilliseconds(),
        ["durationMillis"] = Milliseconds(stage.StartedAt, stage.FinishedAt ?? (build.State == RunState.Aborted ? build.FinishedAt : null)),
        ["pauseDurationMillis"] = 0,
    };

    private static Exported Parameter(string name, string description) => Of(
        "hudson.model.StringParameterDefinition",
        ("name", () => name),
        ("type", () => "StringParameterDefinition"),
        ("description", () => description),
        ("defaultParameterValue", () => Of("hudson.model.StringParameterValue", ("value", () => ""))));

    private static string Colour(Build? build) => build?.State switch { null => "notbuilt", RunState.Running => "blue_anime", RunState.Succeeded => "blue", RunState.Unstable => "yellow", RunState.Aborted => "aborted", _ => "red" };

    private static string? Result(RunState state) => state switch { RunState.Succeeded => "SUCCESS", RunState.Failed => "FAILURE", RunState.Unstable => "UNSTABLE", RunState.Aborted => "ABORTED", _ => null };

    private static string Status(RunState state) => state switch { RunState.Succeeded => "SUCCESS", RunState.Failed => "FAILED", RunState.Unstable => "UNSTABLE", RunState.Aborted => "ABORTED", _ => "IN_PROGRESS" };

    private static long Milliseconds(DateTimeOffset? from, DateTimeOffset? to) => from is { } begun && to is { } ended ? (long)(ended - begun).TotalMilliseconds : 0;

    private static Exported Of(string? kind, params ReadOnlySpan<(string Name, Func<object?> Value)> members)
    {
        var made = new Dictionary<string, Func<object?>>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            made[name] = () => value() switch
            {
                string text => JsonValue.Create(text),
                bool flag => JsonValue.Create(flag),
                int number => JsonValue.Create(number),
                long number => JsonValue.Create(number),
                double number => JsonValue.Create(number),
                var other => other,
            };
        }

        return new(kind, made);
    }
}
