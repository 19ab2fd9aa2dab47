using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>A tool that is down and a plugin with a defect: the instance waits and says why, nothing is set aside, nothing is taken for deleted.</summary>
public sealed class OutageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("transient", "does not answer")]
    [InlineData("limited", "asks to wait")]
    [InlineData("defect", "failed with InvalidOperationException: a defect")]
    public async Task An_outage_is_waited_out_with_its_reason_and_is_neither_a_dead_letter_nor_an_empty_result(string kind, string reason)
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"t","state":"open" """));
        var down = true;
        bench.Connector.Read = _ => down ? throw Fault(kind, bench) : [new RecordPage([Told.OfItem("2", 2, """ "title":"u","state":"open" """)], new Cursor(1, "1"))];
        bench.Hub.Instances.Find("a")!.Request("item", ReadMode.FullScan);
        await bench.UntilAsync(() => Task.FromResult(State(bench).Activity == InstanceActivity.BackingOff));

        Assert.Contains(reason, State(bench).Reason, StringComparison.Ordinal);
        if (kind == "limited") Assert.Equal(bench.Time.GetUtcNow().AddMinutes(7), State(bench).RetryAt!.Value, TimeSpan.FromSeconds(1));
        Assert.Empty(await bench.Hub.DeadLetters.ListAsync(10, Ct));
        Assert.NotNull(await bench.FindAsync("a/work-item/1"));

        down = false;
        bench.Hub.Instances.Find("a")!.Request("item");
        await bench.UntilAsync(async () =>
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            return await bench.FindAsync("a/work-item/2") is not null;
        });
        Assert.Empty(await bench.Hub.DeadLetters.ListAsync(10, Ct));
    }

    [Fact]
    public async Task A_read_that_was_asked_for_and_failed_is_done_when_the_tool_answers_again()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.UntilAsync(() => Task.FromResult(State(bench).Streams.GetValueOrDefault("item")?.LastReadAt is not null));
        var (down, scanned) = (true, false);
        bench.Connector.Read = request =>
        {
            if (request.Mode != ReadMode.FullScan) return [];
            if (down) throw ConnectorException.Transient("The tool does not answer.");
            scanned = true;
            return [];
        };
        bench.Hub.Instances.Find("a")!.Request("item", ReadMode.FullScan);
        await bench.UntilAsync(() => Task.FromResult(State(bench).Activity == InstanceActivity.BackingOff));
        Assert.False(scanned);

        down = false;
        await bench.UntilAsync(() =>
        {
            // No further than until it is tried again: nothing else falls due.
            if (State(bench).Activity == InstanceActivity.BackingOff) bench.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(scanned);
        });
    }

    [Fact]
    public async Task A_read_that_goes_on_after_the_tool_asked_to_wait_counts_on_from_what_was_read()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.UntilAsync(() => Task.FromResult(State(bench).Streams.GetValueOrDefault("item")?.LastReadAt is not null));
        var before = State(bench).Streams["item"].LastReadAt;
        bench.Connector.Read = request => request.Stream != "item" ? [] : request.Cursor is null ? Cut() : [Page("3", 1, 2), Page("4", 2, 2)];
        bench.Hub.Instances.Find("a")!.Request("item");
        await bench.UntilAsync(() => Task.FromResult(State(bench).Activity == InstanceActivity.BackingOff));
        Assert.Equal((2, 4L), (State(bench).Streams["item"].Read, State(bench).Streams["item"].Total));

        bench.Hub.Instances.Find("a")!.Request("item");
        await bench.UntilAsync(() =>
        {
            // No further than until it is tried again: nothing else falls due.
            if (State(bench).Activity == InstanceActivity.BackingOff) bench.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(State(bench).Streams["item"].LastReadAt > before);
        });
        Assert.Equal((4, 4, 4L), (State(bench).Streams["item"].Read, State(bench).Streams["item"].Stored, State(bench).Streams["item"].Total));

        bench.Connector.Read = request => request.Stream == "item" ? [Page("5", 1, 1)] : [];
        bench.Hub.Instances.Find("a")!.Request("item");
        await bench.UntilAsync(() => Task.FromResult(State(bench).Streams["item"] is { Reading: null, Read: 1, Total: 1 }));

        IEnumerable<RecordPage> Cut()
        {
            yield return Page("1", 1, 4);
            yield return Page("2", 2, 4);
            throw ConnectorException.RateLimited("The tool asks to wait.", bench.Time.GetUtcNow().AddSeconds(1));
        }

        static RecordPage Page(string id, int done, int total) =>
            new([Told.OfItem(id, 1, """ "title":"t","state":"open" """)], new Cursor(1, id)) { Progress = new(done, total) };
    }

    [Fact]
    public async Task Pages_that_repeat_without_end_are_ended_with_a_reason_at_their_stream()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        bench.Connector.Read = _ => Enumerable.Repeat(new RecordPage([Told.OfItem("1", 1, """ "title":"t","state":"open" """)], new Cursor(1, "1")), int.MaxValue);
        bench.Hub.Instances.Find("a")!.Request("item");
        await bench.UntilAsync(() => Task.FromResult(State(bench).Streams.GetValueOrDefault("item")?.Fault is not null));
        Assert.Contains("the same page", State(bench).Streams["item"].Fault, StringComparison.Ordinal);
        await bench.SettledAsync();
        Assert.NotNull(await bench.FindAsync("a/work-item/1"));
    }

    [Fact]
    public async Task A_hub_that_is_told_to_stop_ends_while_a_read_hangs()
    {
        using var entered = new ManualResetEventSlim();
        using var never = new ManualResetEventSlim();
        try
        {
            await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
            bench.Connector.Read = _ =>
            {
                entered.Set();
                never.Wait(CancellationToken.None);
                return [];
            };
            bench.Hub.Instances.Find("a")!.Request("item");
            Assert.True(await Task.Run(() => entered.Wait(TimeSpan.FromSeconds(30), Ct), Ct));
        }
        finally
        {
            never.Set();
        }
    }

    private static InstanceState State(StateBench bench) => bench.Hub.Instances.Find("a")!.State;

    private static Exception Fault(string kind, StateBench bench) => kind switch
    {
        "transient" => ConnectorException.Transient("The tool does not answer."),
        "limited" => ConnectorException.RateLimited("The tool asks to wait.", bench.Time.GetUtcNow().AddMinutes(7)),
        _ => new InvalidOperationException("a defect"),
    };
}
