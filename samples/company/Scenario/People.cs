using Acme.Company.World;

namespace Acme.Company.Scenario;

/// <summary>What the people of one team do all day.</summary>
internal sealed partial class People(CompanyWorld world, Timetable timetable, int seed, Team team)
{
    private readonly Person _owner = Of(world, team, Role.ProductOwner)[0];
    private readonly IReadOnlyList<Person> _developers = Of(world, team, Role.Developer);
    private readonly Person _tester = Of(world, team, Role.Tester)[0];
    private readonly Person _operator = Of(world, team, Role.Operator)[0];
    private readonly IReadOnlyList<Application> _applications = [.. world.All<Application>().Where(a => a.TeamId == team.Id)];

    private readonly Dictionary<EnvironmentKind, DeploymentEnvironment> _environments = world.All<DeploymentEnvironment>().Where(e => e.TeamId == team.Id).ToDictionary(e => e.Kind);

    /// <summary>Everybody begins to work.</summary>
    public void Begin()
    {
        timetable.Begin($"ideas of {team.Key}", Ideas());
        timetable.Begin($"sprints of {team.Key}", Sprints());
        foreach (var developer in _developers)
        {
            timetable.Begin($"work of {developer.Login}", Develop(developer));
        }

        foreach (var application in _applications)
        {
            timetable.Begin($"releases of {application.Key}", Releases(application));
            timetable.Begin($"outages of {application.Key}", Outages(application));
        }
    }

    private static IReadOnlyList<Person> Of(CompanyWorld world, Team team, Role role) => [.. world.All<Person>().Where(p => p.TeamId == team.Id && p.Role == role)];
}
