using System.Globalization;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Scenario;

/// <summary>Makes the company as it stands before its first day: teams, people, applications, repositories with a first commit, environments, tests.</summary>
internal static class Founding
{
    /// <summary>Login of who set the company up.</summary>
    public const string Founder = "acme.admin";

    public static void Of(CompanyWorld world, int seed, int teams)
    {
        var number = 0;
        foreach (var (key, name, applications) in Cast.Teams.Take(teams))
        {
            var dice = new Dice(seed, $"founding {key}");
            var team = world.Add(new Team { Key = key, Name = name }, Founder);
            Role[] roles = [Role.ProductOwner, Role.Developer, Role.Developer, Role.Developer, Role.Tester, Role.Operator];
            foreach (var role in roles)
            {
                // Each pair of names comes once.
                var (first, last) = (Cast.First[number % Cast.First.Count], Cast.Last[((number / Cast.First.Count * 5) + number) % Cast.Last.Count]);
                var login = $"{first}.{last}".ToLowerInvariant();
                world.Add(new Person { Name = $"{first} {last}", Login = login, Email = $"{login}@acme.example", Role = role, TeamId = team.Id }, Founder);
                number++;
            }

            foreach (var kind in Enum.GetValues<EnvironmentKind>())
            {
                var suffix = kind switch { EnvironmentKind.Development => "dev", EnvironmentKind.Test => "test", _ => "prod" };
                world.Add(new DeploymentEnvironment { Name = $"{key.ToLowerInvariant()}-{suffix}", Kind = kind, TeamId = team.Id }, Founder);
            }

            foreach (var (applicationKey, applicationName, description) in applications)
            {
                var application = world.Add(new Application { Key = applicationKey, Name = applicationName, Description = description, TeamId = team.Id }, Founder);
                var repository = world.Add(new Repository { Owner = "acme", Name = applicationKey, ApplicationId = application.Id }, Founder);
                world.Push(new Commit { RepositoryId = repository.Id, Sha = "", At = default, Message = "First commit", Author = Founder, Branch = repository.DefaultBranch, Additions = 12, Files = ["README.md"] });
                Test(world, application, dice);
            }
        }

        // Nobody of the scenario takes care of it: it is there for whoever wants to close a ticket.
        var anyone = world.All<Person>().First();
        world.Write(new Incident { Number = "", Title = "The coffee machine on the third floor is out of order", Description = "It blinks red.", ReportedBy = anyone.Login, TeamId = anyone.TeamId }, anyone.Login);
    }

    private static void Test(CompanyWorld world, Application application, Dice dice)
    {
        for (var number = 1; number <= 14; number++)
        {
            var suite = Cast.Suites[number % Cast.Suites.Count];
            world.Add(new TestCase
            {
                ApplicationId = application.Id,
                Suite = $"acme.{application.Key.Replace('-', '_')}.{suite}Tests",
                Title = string.Create(CultureInfo.InvariantCulture, $"{dice.Of(Cast.Verbs)}s {dice.Of(Cast.Objects)} ({number})"),
                Kind = number <= 8 ? TestKind.Unit : number <= 12 ? TestKind.Integration : TestKind.EndToEnd,
                Author = Founder,
            }, Founder);
        }
    }
}
