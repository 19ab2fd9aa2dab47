using Acme.Company.World;

namespace Acme.Company.Scenario;

/// <summary>A company of several teams that plans, writes, builds, tests, releases and repairs: played through its past, then live.</summary>
public sealed class CompanyScenario
{
    private readonly WorldClock _clock;
    private readonly Timetable _timetable;
    private readonly DateTimeOffset _until;

    private CompanyScenario(CompanyWorld world, WorldClock clock, Timetable timetable, DateTimeOffset until) => (World, _clock, _timetable, _until) = (world, clock, timetable, until);

    /// <summary>The company.</summary>
    public CompanyWorld World { get; }

    /// <summary>Founds a company, which then stands at the beginning of its history.</summary>
    /// <param name="seed">Seed of all that is random.</param>
    /// <param name="teams">Teams, 1 to 12.</param>
    /// <param name="months">Months of history.</param>
    /// <param name="until">When the history ends.</param>
    /// <param name="real">The clock that goes on from there.</param>
    /// <param name="log">Where flows that end before their time are told.</param>
    public static CompanyScenario Found(int seed, int teams, int months, DateTimeOffset until, TimeProvider real, ILogger? log = null)
    {
        var clock = new WorldClock(real, until.ToUniversalTime().AddMonths(-months));
        var (world, timetable) = (new CompanyWorld(clock), new Timetable(clock, log));
        Founding.Of(world, seed, teams);
        Machines.Start(world, timetable, seed);
        foreach (var team in world.All<Team>().ToList())
        {
            new People(world, timetable, seed, team).Begin();
        }

        return new(world, clock, timetable, until.ToUniversalTime());
    }

    /// <summary>Plays the history to its end.</summary>
    public void PlayHistory() => _timetable.PlayTo(_until);

    /// <summary>Plays on live until it is ended.</summary>
    /// <param name="speed">How many times as fast as in reality people work; 0 and the world stands still but for what its tools are asked to do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task LiveAsync(double speed, CancellationToken cancellationToken)
    {
        if (speed > 0)
        {
            await _timetable.RunAsync(speed, cancellationToken);
            return;
        }

        _clock.GoLive();
        await Task.Delay(Timeout.InfiniteTimeSpan, _clock.Real, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
