using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Scenario;

/// <summary>
/// Writes down what really happened, a JSON object a line, at the moment at which it happens: what was deployed where with which commits, which builds
/// failed, what was down for how long, how long work stood in which state. What is measured from the tools' events is held against it.
/// </summary>
/// <param name="world">The company, by which things are found that a change only names.</param>
/// <param name="to">Where lines are written.</param>
public sealed class GroundTruth(CompanyWorld world, TextWriter to)
{
    private readonly Dictionary<long, string> _shas = [];

    /// <summary>Lines written so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Listens to the world from now on.</summary>
    /// <returns>Ends listening.</returns>
    public IDisposable Begin() => world.Listen(Take);

    /// <summary>Writes out what is still held back.</summary>
    public void Flush() => to.Flush();

    private void Take(Change change)
    {
        if (Of(change) is not { } line)
        {
            return;
        }

        line["at"] = change.At.ToString("O");
        to.WriteLine(line.ToJsonString(JsonSerializerOptions.Default));
        Lines++;
    }

    private JsonObject? Of(Change change) => change switch
    {
        { Kind: ChangeKind.Deleted } => null,
        { Now: Deployment { FinishedAt: { } finished } deployment, Before: Deployment { FinishedAt: null } } => Deployed(deployment, finished),
        { Now: Build { FinishedAt: { } finished } build, Before: Build { FinishedAt: null } } => new()
        {
            ["kind"] = "build",
            ["repository"] = NameOf(build.RepositoryId),
            ["branch"] = build.Branch,
            ["number"] = build.Number,
            ["sha"] = build.Sha,
            ["outcome"] = build.State.ToString(),
            ["startedAt"] = build.StartedAt?.ToString("O"),
            ["seconds"] = build.StartedAt is { } started ? (finished - started).TotalSeconds : null,
        },
        { Now: Incident { ResolvedAt: { } resolved } incident, Before: Incident { ResolvedAt: null } } => new()
        {
            ["kind"] = "recovery",
            ["incident"] = incident.Number,
            ["application"] = incident.ApplicationId is { } application ? world.Find<Application>(application)?.Key : null,
            ["openedAt"] = incident.CreatedAt.ToString("O"),
            ["seconds"] = (resolved - incident.CreatedAt).TotalSeconds,
            ["causedBy"] = incident.CausedBy is { } cause ? world.Find<ChangeRequest>(cause)?.Number : null,
        },
        { Now: Incident incident, Kind: ChangeKind.Created } => new()
        {
            ["kind"] = "outage",
            ["incident"] = incident.Number,
            ["application"] = incident.ApplicationId is { } application ? world.Find<Application>(application)?.Key : null,
            ["causedBy"] = incident.CausedBy is { } cause ? world.Find<ChangeRequest>(cause)?.Number : null,
        },
        { Now: WorkItem now, Before: WorkItem before } when now.State != before.State => Waited("work-item", now.Key, before.State.ToString(), now.State.ToString(), change.At, before.History.Count == 0 ? before.CreatedAt : before.History[^1].At),
        { Now: ChangeRequest now, Before: ChangeRequest before } when now.State != before.State => Waited("change-request", now.Number, before.State.ToString(), now.State.ToString(), change.At, before.History.Count == 0 ? before.CreatedAt : before.History[^1].At),
        _ => null,
    };

    private static JsonObject Waited(string entity, string key, string state, string next, DateTimeOffset at, DateTimeOffset since) => new()
    {
        ["kind"] = "state",
        ["entity"] = entity,
        ["key"] = key,
        ["state"] = state,
        ["next"] = next,
        ["seconds"] = (at - since).TotalSeconds,
    };

    private JsonObject Deployed(Deployment deployment, DateTimeOffset finished)
    {
        var (application, environment, artifact) = (world.Get<Application>(deployment.ApplicationId), world.Get<DeploymentEnvironment>(deployment.EnvironmentId), world.Get<Artifact>(deployment.ArtifactId));
        var repository = world.All<Repository>().First(r => r.ApplicationId == application.Id);
        var place = (application.Id * 1_000) + environment.Id;
        var before = _shas.GetValueOrDefault(place);
        var commits = deployment.State == RunState.Succeeded ? world.Since(repository.Id, artifact.Sha, before) : [];
        if (deployment.State == RunState.Succeeded)
        {
            _shas[place] = artifact.Sha;
        }

        return new()
        {
            ["kind"] = "deployment",
            ["application"] = application.Key,
            ["environment"] = environment.Name,
            ["environmentKind"] = environment.Kind.ToString(),
            ["number"] = deployment.Number,
            ["digest"] = artifact.Digest,
            ["sha"] = artifact.Sha,
            ["outcome"] = deployment.State.ToString(),
            ["rollback"] = deployment.RollbackOf is not null,
            ["change"] = deployment.ChangeRequestId is { } change ? world.Find<ChangeRequest>(change)?.Number : null,
            ["startedAt"] = deployment.StartedAt.ToString("O"),
            ["seconds"] = (finished - deployment.StartedAt).TotalSeconds,
            ["commits"] = new JsonArray([.. commits.Select(c => (JsonNode)c.Sha)]),
            ["workItems"] = new JsonArray([.. commits.Select(c => c.WorkItemId).OfType<long>().Distinct().Select(id => (JsonNode?)world.Find<WorkItem>(id)?.Key).Where(k => k is not null)]),
        };
    }

    private string NameOf(long repository) => world.Get<Repository>(repository) is var of ? $"{of.Owner}/{of.Name}" : "";
}
