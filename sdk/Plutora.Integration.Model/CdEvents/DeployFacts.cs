using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>
/// What environments and deployments prove. A deployment is told of when it succeeded, as what it did to the service; CDEvents has no word for one that failed,
/// nor for a restart.
/// </summary>
internal static class DeployFacts
{
    public static IEnumerable<Fact> Of(DeploymentEnvironment environment, string hub)
    {
        yield return Described(new Fact("environment.created.0.3.0", hub), environment).When(environment.CreatedAt).Uri("uri", environment.Url);
    }

    public static Fact Modified(DeploymentEnvironment environment, string hub) =>
        Described(new Fact("environment.modified.0.3.0", hub), environment).When(environment.UpdatedAt).Uri("uri", environment.Url);

    public static Fact Deleted(DeploymentEnvironment environment, string hub) => Described(new Fact("environment.deleted.0.3.0", hub), environment);

    public static IEnumerable<Fact> Of(Deployment deployment, string hub)
    {
        if (deployment is not { State: RunState.Finished, Outcome: Outcome.Success } || Type(deployment) is not { } type) yield break;
        var fact = new Fact(type, hub).About((deployment.Service?.Id is null ? deployment.Application : deployment.Service)?.Id).When(deployment.FinishedAt)
            .Reference("environment", deployment.Environment);
        yield return deployment.Kind == DeploymentKind.Removal ? fact.Requires("environment")
            : fact.Text("artifactId", deployment.ArtifactId).Requires("environment", "artifactId");
    }

    /// <summary>Where the tool does not tell what it did, something that was there before was upgraded.</summary>
    private static string? Type(Deployment deployment) => deployment.Kind switch
    {
        DeploymentKind.Install => "service.deployed.0.3.0",
        DeploymentKind.Upgrade => "service.upgraded.0.3.0",
        DeploymentKind.Rollback => "service.rolledback.0.3.0",
        DeploymentKind.Removal => "service.removed.0.3.0",
        DeploymentKind.Restart => null,
        _ => deployment.PreviousVersion is null && deployment.PreviousDeployment is null ? "service.deployed.0.3.0" : "service.upgraded.0.3.0",
    };

    private static Fact Described(Fact fact, DeploymentEnvironment environment) => fact.About(environment.Id).Text("name", environment.Name);
}
