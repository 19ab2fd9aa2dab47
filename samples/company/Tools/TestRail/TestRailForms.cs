using System.Globalization;
using System.Text.Json.Nodes;
using Acme.Company.World;

namespace Acme.Company.Tools.TestRail;

/// <summary>The tests that people plan, in the forms of TestRail's API v2: a team is a project with one suite, a run of tests in an environment a run.</summary>
internal sealed class TestRailForms(CompanyWorld world)
{
    private const string Address = "https://acme.testrail.example/index.php?/";
    private const long TestsPerRun = 10_000;

    /// <summary>TestRail's number of an outcome.</summary>
    public static int StatusOf(TestOutcome outcome) => outcome switch { TestOutcome.Passed => 1, TestOutcome.Failed => 5, _ => 2 };

    /// <summary>The outcome of one of TestRail's numbers; null where it is none, or not yet.</summary>
    public static TestOutcome? OutcomeOf(int status) => status switch { 1 => TestOutcome.Passed, 2 => TestOutcome.Blocked, 5 => TestOutcome.Failed, _ => null };

    /// <summary>The cases of a team that people look after here.</summary>
    public IReadOnlyList<TestCase> Cases(long team) => [.. world.All<TestCase>().Where(c => IsHere(c.Kind) && world.Get<Application>(c.ApplicationId).TeamId == team)];

    /// <summary>The runs of a team, the newest first.</summary>
    public IReadOnlyList<TestRun> Runs(long team) => [.. world.All<TestRun>().Where(r => IsHere(r.Kind) && world.Get<Application>(r.ApplicationId).TeamId == team).Reverse()];

    /// <summary>Whether a kind of tests is planned here and not only run by builds.</summary>
    public static bool IsHere(TestKind kind) => kind is TestKind.Manual or TestKind.EndToEnd;

    /// <summary>Whether a run is over.</summary>
    public static bool IsOver(TestRun run) => run.State is not (RunState.Queued or RunState.Running);

    /// <summary>The run and the place in it that a test's number means.</summary>
    public static (long Run, int Index) OfTest(long test) => (test / TestsPerRun, (int)(test % TestsPerRun));

    public static JsonObject Project(Team team) => new()
    {
        ["id"] = team.Id,
        ["name"] = team.Name,
        ["announcement"] = null,
        ["show_announcement"] = false,
        ["is_completed"] = false,
        ["completed_on"] = null,
        ["suite_mode"] = 1,
        ["url"] = string.Create(CultureInfo.InvariantCulture, $"{Address}projects/overview/{team.Id}"),
    };

    public static JsonObject Suite(Team team) => new() { ["id"] = team.Id, ["name"] = "Master", ["description"] = null, ["project_id"] = team.Id, ["is_master"] = true, ["is_baseline"] = false, ["is_completed"] = false, ["completed_on"] = null, ["url"] = string.Create(CultureInfo.InvariantCulture, $"{Address}suites/view/{team.Id}") };

    public static JsonObject User(Person person) => new() { ["id"] = person.Id, ["name"] = person.Name, ["email"] = person.Email, ["is_active"] = true, ["role_id"] = 3, ["role"] = person.Role.ToString() };

    public JsonObject Case(TestCase test) => new()
    {
        ["id"] = test.Id,
        ["title"] = test.Title,
        ["section_id"] = test.ApplicationId,
        ["template_id"] = 2,
        ["type_id"] = test.Kind == TestKind.Manual ? 1 : 3,
        ["priority_id"] = 2,
        ["milestone_id"] = null,
        ["refs"] = KeyOf(test),
        ["created_by"] = PersonOf(test.Author),
        ["created_on"] = test.CreatedAt.ToUnixTimeSeconds(),
        ["updated_by"] = PersonOf(test.Author),
        ["updated_on"] = test.UpdatedAt.ToUnixTimeSeconds(),
        ["estimate"] = null,
        ["estimate_forecast"] = null,
        ["suite_id"] = world.Get<Application>(test.ApplicationId).TeamId,
        ["display_order"] = test.Id,
        ["is_deleted"] = 0,
        ["custom_automation_type"] = test.Kind == TestKind.Manual ? 0 : 1,
        ["custom_preconds"] = null,
        ["custom_steps_separated"] = test.Steps.Count == 0 ? null : new JsonArray([.. test.Steps.Select(s => (JsonNode)new JsonObject { ["content"] = s, ["expected"] = "" })]),
    };

    public JsonObject Run(TestRun run)
    {
        var (application, over) = (world.Get<Application>(run.ApplicationId), IsOver(run));
        var form = new JsonObject
        {
            ["id"] = run.Id,
            ["suite_id"] = application.TeamId,
            ["name"] = run.Name,
            ["description"] = run.Description.Length > 0 ? run.Description : null,
            ["milestone_id"] = null,
            ["assignedto_id"] = PersonOf(run.StartedBy),
            ["include_all"] = false,
            ["is_completed"] = over,
            ["completed_on"] = over ? (run.FinishedAt ?? run.UpdatedAt).ToUnixTimeSeconds() : null,
            ["config"] = run.EnvironmentId is { } environment ? world.Get<DeploymentEnvironment>(environment).Name : null,
            ["config_ids"] = new JsonArray(),
            ["passed_count"] = Count(run, TestOutcome.Passed),
            ["blocked_count"] = Count(run, TestOutcome.Blocked) + Count(run, TestOutcome.Skipped),
            ["untested_count"] = run.CaseIds.Count - run.Results.Count,
            ["retest_count"] = 0,
            ["failed_count"] = Count(run, TestOutcome.Failed),
        };
        for (var own = 1; own <= 7; own++)
        {
            form[string.Create(CultureInfo.InvariantCulture, $"custom_status{own}_count")] = 0;
        }

        var refs = run.References.Count > 0 ? run.References : [.. run.CaseIds.Select(c => KeyOf(world.Get<TestCase>(c))).OfType<string>().Distinct(StringComparer.Ordinal)];
        form["project_id"] = application.TeamId;
        form["plan_id"] = null;
        form["created_on"] = run.CreatedAt.ToUnixTimeSeconds();
        form["updated_on"] = run.UpdatedAt.ToUnixTimeSeconds();
        form["refs"] = refs.Count > 0 ? string.Join(", ", refs) : null;
        form["created_by"] = PersonOf(run.StartedBy);
        form["url"] = string.Create(CultureInfo.InvariantCulture, $"{Address}runs/view/{run.Id}");
        return form;
    }

    public IEnumerable<JsonObject> Tests(TestRun run) => run.CaseIds.Select((_, index) => Test(run, index));

    public JsonObject Test(TestRun run, int index)
    {
        var test = world.Get<TestCase>(run.CaseIds[index]);
        var result = run.Results.FindLast(r => r.CaseId == test.Id);
        return new()
        {
            ["id"] = (run.Id * TestsPerRun) + index,
            ["case_id"] = test.Id,
            ["status_id"] = result is null ? 3 : StatusOf(result.Outcome),
            ["assignedto_id"] = PersonOf(run.StartedBy),
            ["run_id"] = run.Id,
            ["title"] = test.Title,
            ["template_id"] = 2,
            ["type_id"] = test.Kind == TestKind.Manual ? 1 : 3,
            ["priority_id"] = 2,
            ["estimate"] = null,
            ["estimate_forecast"] = null,
            ["refs"] = KeyOf(test),
            ["milestone_id"] = null,
        };
    }

    /// <summary>The results of a run, the newest first.</summary>
    public IEnumerable<JsonObject> Results(TestRun run) => run.Results.Select((result, at) => (JsonObject)new()
    {
        ["id"] = (run.Id * TestsPerRun) + at,
        ["test_id"] = (run.Id * TestsPerRun) + run.CaseIds.IndexOf(result.CaseId),
        ["status_id"] = StatusOf(result.Outcome),
        ["created_on"] = (run.FinishedAt ?? run.UpdatedAt).ToUnixTimeSeconds(),
        ["assignedto_id"] = null,
        ["comment"] = result.Message,
        ["version"] = run.Sha,
        ["elapsed"] = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, result.Milliseconds / 1000)}s"),
        ["defects"] = null,
        ["created_by"] = PersonOf(result.By ?? run.StartedBy),
        ["attachment_ids"] = new JsonArray(),
    }).Reverse();

    private static int Count(TestRun run, TestOutcome outcome) => run.Results.Count(r => r.Outcome == outcome);

    private string? KeyOf(TestCase test) => test.WorkItemId is { } item ? world.Find<WorkItem>(item)?.Key : null;

    private JsonNode? PersonOf(string login) => world.All<Person>().FirstOrDefault(p => p.Login == login) is { } person ? person.Id : null;
}
