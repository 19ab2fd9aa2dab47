using System.Text.Json;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Rules 4, 8 and 19 of state: a tool's clock orders what that tool says and nothing else, however wrong it runs.</summary>
public sealed class ClockSkewTests
{
    private const int Hour = 3600;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int> Skews => [-8_760 * Hour, -5 * Hour, 0, 5 * Hour, 8_760 * Hour];

    [Theory]
    [MemberData(nameof(Skews))]
    public async Task A_tools_own_versions_are_ordered_by_its_clock_however_far_it_is_off(int skew)
    {
        await using var bench = await StartAsync("a");
        await bench.TellAsync(Item(skew + 20, "newer"));
        await bench.TellAsync(Item(skew + 10, "older"));
        Assert.Equal("newer", await bench.FieldAsync("a/work-item/1", "title"));
        await bench.TellAsync(Item(skew + 30, "newest"));
        Assert.Equal("newest", await bench.FieldAsync("a/work-item/1", "title"));
        var events = await bench.EventsAsync("work-item");
        // The older record adds what it saw to the history, at its own time (rule 9).
        Assert.Equal([Told.At(skew + 20), Told.At(skew + 10), Told.At(skew + 30)], events.Select(e => e.Time));
        Assert.All(events, e => Assert.InRange(e.ReceivedTime, StateBench.Start, bench.Time.GetUtcNow()));
        // Numbered by the hub's clock: a tool that lives in another year reserves no numbers.
        Assert.All(events, e => Assert.InRange(e.EntityVersion, StateBench.Start.ToUnixTimeMilliseconds(), bench.Time.GetUtcNow().ToUnixTimeMilliseconds() + events.Count));
        Assert.All(events, e => Assert.Equal(skew < 0 ? EventCause.Backfill : EventCause.Live, e.Cause));
    }

    [Theory]
    [InlineData(3, -3, true)]
    [InlineData(3, -3, false)]
    [InlineData(-3, 3, true)]
    [InlineData(-3, 3, false)]
    public async Task Two_tools_whose_clocks_disagree_end_in_the_same_state_in_either_order(int hoursOfA, int hoursOfB, bool aFirst)
    {
        await using var bench = await StartAsync("a", "b");
        Func<Task>[] says =
        [
            () => bench.TellAsync("a", Named(hoursOfA * Hour, "from a, old", "A-1", "B-1"), Named((hoursOfA * Hour) + 5, "from a", "A-1", "B-1")),
            () => bench.TellAsync("b", Named((hoursOfB * Hour) + 5, "from b", "B-1", "A-1"), Named(hoursOfB * Hour, "from b, old", "B-1", "A-1")),
        ];
        foreach (var say in aFirst ? says : says.Reverse()) await say();
        // Told again by the tool that runs behind: its word on its own thing stands, and on the other's it has none.
        await bench.TellAsync("b", Named((hoursOfB * Hour) + 5, "from b", "B-1", "A-1"));
        foreach (var (one, other) in new[] { ("a", "b"), ("b", "a") })
        {
            Assert.Equal($"from {one}", await bench.FieldAsync($"{one}/work-item/1", "title"));
            Assert.Equal($"{other}/work-item/1", (await bench.FindAsync($"{one}/work-item/1"))!.Value.GetProperty("parent").GetProperty("id").GetString());
        }

        Assert.Empty(await bench.Hub.References.PendingAsync(null, 10, Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_field_that_two_streams_tell_is_the_newer_ones_also_when_both_run_ahead_of_the_hub(bool itemFirst)
    {
        await using var bench = await StartAsync("a");
        var item = Told.Of("item", "1", (9 * Hour) + 1, """{"id":"1","title":"t","state":"open"}""");
        var note = Told.Of("note", "n", (9 * Hour) + 2, """{"id":"n","item":"1","state":"done"}""");
        await bench.TellAsync(itemFirst ? item : note);
        await bench.TellAsync(itemFirst ? note : item);
        Assert.Equal("done", await bench.FieldAsync("a/work-item/1", "state"));
    }

    [Fact]
    public async Task A_stream_without_versions_is_ordered_by_when_it_was_asked_and_not_by_the_times_that_it_tells()
    {
        await using var bench = await StartAsync("a");
        await bench.TellAsync(Loose(8 * Hour, "first, ahead"));
        await bench.TellAsync(Loose(-8 * Hour, "second, behind"));
        Assert.Equal("second, behind", await bench.FieldAsync("a/milestone/1", "title"));
    }

    [Fact]
    public async Task After_a_clock_that_ran_ahead_was_set_right_a_reset_is_the_remedy()
    {
        await using var bench = await StartAsync("a");
        await bench.TellAsync(Item(48 * Hour, "while it ran ahead"));
        await bench.TellAsync(Item(60, "set right"));
        Assert.Equal("while it ran ahead", await bench.FieldAsync("a/work-item/1", "title"));
        await bench.Hub.Instances.ResetAsync("a", Ct);
        await bench.UntilAsync(() => Task.FromResult(bench.Hub.Instances.Find("a")?.Connector is not null));
        await bench.TellAsync(Item(60, "set right"));
        Assert.Equal("set right", await bench.FieldAsync("a/work-item/1", "title"));
    }

    [Fact]
    public async Task The_hubs_own_clock_set_back_repeats_no_entityversion()
    {
        await using var bench = await StartAsync("a");
        bench.Time.Advance(TimeSpan.FromHours(10));
        await bench.TellAsync(Item(1, "before"));
        await bench.RestartAsync(() => bench.TurnBack(TimeSpan.FromHours(9)));
        await bench.TellAsync(Item(2, "after"));
        var events = await bench.EventsAsync("work-item");
        Assert.Equal(["before", "after"], events.Select(e => JsonElement.Parse(e.Data.Span).GetProperty("title").GetString()));
        Assert.Equal(events[0].EntityVersion + 1, events[1].EntityVersion);
    }

    private static Task<StateBench> StartAsync(params string[] instances) => StateBench.StartAsync(Told.Streams, Told.Mappings, instances);

    private static SourceRecord Item(int second, string title) => Told.OfItem("1", second, $$""" "title":"{{title}}","state":"open" """);

    private static SourceRecord Named(int second, string title, string name, string parent) => Told.OfItem("1", second, $$""" "title":"{{title}}","state":"open","name":"{{name}}","parent":"{{parent}}" """);

    private static SourceRecord Loose(int second, string title) => Told.Of("loose", "1", null, $$"""{"id":"1","title":"{{title}}"}""") with { Time = Told.At(second) };
}
