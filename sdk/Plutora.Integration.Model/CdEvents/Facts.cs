using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>Which facts each entity proves; none for an entity that CDEvents has no word for.</summary>
internal static class Facts
{
    /// <summary>The entities that any of these knows.</summary>
    public static IReadOnlyList<string> Entities { get; } =
    [
        "repository", "branch", "pull-request", "review", "pipeline-run", "task-run", "artifact", "test-run", "test-case-result", "environment", "deployment", "incident",
        "work-item",
    ];

    /// <summary>What a state proves of an entity that is there.</summary>
    public static IEnumerable<Fact> Of(Entity entity, string hub) => entity switch
    {
        Repository repository => CodeFacts.Of(repository, hub),
        Branch branch => CodeFacts.Of(branch, hub),
        PullRequest request => CodeFacts.Of(request, hub),
        Review review => CodeFacts.Of(review, hub),
        PipelineRun run => RunFacts.Of(run, hub),
        TaskRun run => RunFacts.Of(run, hub),
        Artifact artifact => ArtifactFacts.Of(artifact, hub),
        TestRun run => TestFacts.Of(run, hub),
        TestCaseResult result => TestFacts.Of(result, hub),
        DeploymentEnvironment environment => DeployFacts.Of(environment, hub),
        Deployment deployment => DeployFacts.Of(deployment, hub),
        Incident incident => OperateFacts.Of(incident, hub),
        WorkItem item => TicketFacts.Of(item, hub),
        _ => [],
    };

    /// <summary>That an entity is gone, for those whose going CDEvents tells of.</summary>
    public static Fact? Deleted(Entity entity, string hub) => entity switch
    {
        Repository repository => CodeFacts.Deleted(repository, hub),
        Branch branch => CodeFacts.Deleted(branch, hub),
        Artifact artifact => ArtifactFacts.Deleted(artifact, hub),
        DeploymentEnvironment environment => DeployFacts.Deleted(environment, hub),
        _ => null,
    };

    /// <summary>That an entity changed in some other way, for those of whose changes CDEvents tells.</summary>
    public static Fact? Changed(Entity entity, string hub) => entity switch
    {
        Repository repository => CodeFacts.Modified(repository, hub),
        PullRequest request => CodeFacts.Updated(request, hub),
        DeploymentEnvironment environment => DeployFacts.Modified(environment, hub),
        WorkItem item => TicketFacts.Updated(item, hub),
        _ => null,
    };
}
