using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Acme.Company.World.Deeds;

/// <summary>What people and tools do to builds, deployments and tickets. What a machine has to carry out is only begun here: the scenario's machines see it and end it.</summary>
public static class Operated
{
    /// <summary>Asks for a build of the newest commit of a branch.</summary>
    /// <param name="world">The company.</param>
    /// <param name="repository">Number of the repository.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="by">Login of who asks; <c>scm</c> where a push does.</param>
    /// <param name="pullRequest">The pull request that it checks.</param>
    /// <param name="parameters">Parameters.</param>
    /// <exception cref="InvalidOperationException">The branch is not there.</exception>
    public static Build QueueBuild(this CompanyWorld world, long repository, string branch, string by, long? pullRequest = null, IEnumerable<KeyValuePair<string, string>>? parameters = null) => world.Together(() =>
    {
        var head = world.BranchOf(repository, branch) ?? throw new InvalidOperationException($"The repository has no branch '{branch}'.");
        return world.Add(new Build
        {
            RepositoryId = repository,
            Number = world.Next($"builds:{repository}:{branch}"),
            Branch = branch,
            Sha = head.Head,
            StartedBy = by,
            QueuedAt = world.Now,
            PullRequestId = pullRequest,
            Parameters = (parameters ?? []).ToImmutableSorted(),
        }, by);
    });

    /// <summary>Takes what a build made into the registry.</summary>
    public static Artifact Store(this CompanyWorld world, Build build) => world.Together(() =>
    {
        var application = world.Get<Application>(world.Get<Repository>(build.RepositoryId).ApplicationId);
        var team = world.Get<Team>(application.TeamId);
        return world.Add(new Artifact
        {
            ApplicationId = application.Id,
            Image = $"registry.acme.example/{team.Key.ToLowerInvariant()}/{application.Key}",
            Tag = string.Create(CultureInfo.InvariantCulture, $"1.{world.Next($"tags:{application.Id}")}.0"),
            Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{application.Key} {build.Id} {build.Sha}"))),
            Sha = build.Sha,
            BuildId = build.Id,
        }, build.StartedBy);
    });

    /// <summary>Begins to roll an artifact out.</summary>
    public static Deployment Deploy(this CompanyWorld world, long application, long environment, long artifact, string by, long? change = null, long? rollbackOf = null) => world.Together(() => world.Add(new Deployment
    {
        ApplicationId = application,
        EnvironmentId = environment,
        ArtifactId = artifact,
        Number = world.Next($"deployments:{application}:{environment}"),
        State = RunState.Running,
        StartedAt = world.Now,
        ChangeRequestId = change,
        RollbackOf = rollbackOf,
        StartedBy = by,
    }, by));

    /// <summary>The newest roll-out of an application to an environment that ended well; null where there is none.</summary>
    public static Deployment? Deployed(this CompanyWorld world, long application, long environment) =>
        world.All<Deployment>().LastOrDefault(d => d.ApplicationId == application && d.EnvironmentId == environment && d.State == RunState.Succeeded);

    /// <summary>Writes a change request, which is given its number.</summary>
    public static ChangeRequest Write(this CompanyWorld world, ChangeRequest change, string by) => world.Together(() =>
        world.Add(change with { Number = string.Create(CultureInfo.InvariantCulture, $"CHG{30_000 + world.Next("changes"):0000000}") }, by));

    /// <summary>Brings a change request into a state; one that is there already is left as it is.</summary>
    public static ChangeRequest Move(this CompanyWorld world, long id, ChangeState state, string by, Func<ChangeRequest, ChangeRequest>? also = null) => world.Update<ChangeRequest>(id, change =>
    {
        var with = also?.Invoke(change) ?? change;
        return change.State == state ? with : with with
        {
            State = state,
            History = change.History.Add(new(world.Now, by, change.State, state)),
            ActualStart = state == ChangeState.Implement ? world.Now : with.ActualStart,
            ActualEnd = state is ChangeState.Review or ChangeState.Closed or ChangeState.Canceled && change.ActualStart is not null && with.ActualEnd is null ? world.Now : with.ActualEnd,
        };
    }, by);

    /// <summary>Writes an incident, which is given its number.</summary>
    public static Incident Write(this CompanyWorld world, Incident incident, string by) => world.Together(() =>
        world.Add(incident with { Number = string.Create(CultureInfo.InvariantCulture, $"INC{10_000 + world.Next("incidents"):0000000}") }, by));

    /// <summary>Brings an incident into a state; one that is there already is left as it is.</summary>
    public static Incident Move(this CompanyWorld world, long id, IncidentState state, string by, Func<Incident, Incident>? also = null) => world.Update<Incident>(id, incident =>
    {
        var with = also?.Invoke(incident) ?? incident;
        return incident.State == state ? with : with with
        {
            State = state,
            History = incident.History.Add(new(world.Now, by, incident.State, state)),
            ResolvedAt = state is IncidentState.Resolved or IncidentState.Closed ? incident.ResolvedAt ?? world.Now : null,
            ClosedAt = state is IncidentState.Closed or IncidentState.Canceled ? world.Now : null,
        };
    }, by);

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> ToImmutableSorted(this IEnumerable<KeyValuePair<string, string>> pairs) =>
        System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, pairs);
}
