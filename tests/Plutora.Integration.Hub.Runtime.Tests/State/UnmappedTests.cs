namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Values that no table knows, and overlays under which the base is upgraded.</summary>
public sealed class UnmappedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_value_that_no_table_knows_becomes_other_is_counted_and_has_its_place_once_it_is_placed()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync([.. Enumerable.Range(0, 30).Select(i => Told.OfItem($"{i}", 1, $""" "title":"t","state":"{(i < 20 ? "waiting" : i < 29 ? "open" : "odd")}" """))]);
        Assert.Equal("other", await bench.FieldAsync("a/work-item/3", "state"));
        Assert.Equal("waiting", await bench.FieldAsync("a/work-item/3", "sourceState"));
        var listed = await bench.Hub.Unmapped.ListAsync("a", Ct);
        Assert.Equal([("state", "waiting", "other", 20, true), ("state", "odd", "other", 1, true)], listed.Select(u => (u.Table, u.Value, u.Becomes, (int)u.Count, u.IsTable)));
        Assert.InRange(int.Parse(listed[0].Example, System.Globalization.CultureInfo.InvariantCulture), 0, 19);

        var (_, wrong) = await bench.Hub.Mappings.PlaceAsync("a", "item", "state", "waiting", "wait", Ct);
        Assert.Contains("'wait' in the table 'state' is no value of 'state'", Assert.Single(wrong).Message, StringComparison.Ordinal);
        var (overlay, faults) = await bench.Hub.Mappings.PlaceAsync("a", "item", "state", "waiting", "proposed", Ct);
        Assert.Empty(faults);
        Assert.Equal("version: 1\ntables:\n  state:\n    waiting: proposed\n", overlay);
        Assert.Equal(1, bench.Hub.Mappings.Find("a", "item")!.Number);
        Assert.True(await bench.Hub.Mappings.HasDraftAsync("a", "item", Ct));

        await bench.RestartAsync();
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", await bench.Hub.Mappings.OverlayAsync("a", "item", Ct), Ct));
        Assert.False(await bench.Hub.Mappings.HasDraftAsync("a", "item", Ct));
        Assert.Equal("odd", Assert.Single(await bench.Hub.Unmapped.ListAsync(null, Ct)).Value);
        await Within.TimeAsync(Replay.RunAsync(bench, "item"), "the replay");
        Assert.Equal("proposed", await bench.FieldAsync("a/work-item/3", "state"));
        Assert.Equal(1, Assert.Single(await bench.Hub.Unmapped.ListAsync(null, Ct)).Count);
    }

    [Fact]
    public async Task A_value_of_a_field_without_a_table_is_placed_in_a_table_of_the_fields_name()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.Of("note", "1", 1, """{"item":"1","kind":"chore","state":"done","priority":"p"}"""));
        var listed = Assert.Single(await bench.Hub.Unmapped.ListAsync("a", Ct));
        Assert.Equal(("kind", "chore", true), (listed.Table, listed.Value, listed.IsTable));
        Assert.Equal("other", await bench.FieldAsync("a/work-item/1", "kind"));

        Assert.Contains("'taks' in the table 'kind' is no value of 'kind'. Did you mean 'task'?", Assert.Single((await bench.Hub.Mappings.PlaceAsync("a", "note", "kind", "chore", "taks", Ct)).Faults).Message, StringComparison.Ordinal);
        var (overlay, faults) = await bench.Hub.Mappings.PlaceAsync("a", "note", "kind", "chore", "task", Ct);
        Assert.Empty(faults);
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "note", overlay, Ct));
        await Within.TimeAsync(Replay.RunAsync(bench, "note"), "the replay");
        Assert.Equal("task", await bench.FieldAsync("a/work-item/1", "kind"));
        Assert.Empty(await bench.Hub.Unmapped.ListAsync("a", Ct));
    }

    [Fact]
    public async Task A_name_that_is_no_table_and_no_field_with_listed_values_is_told_with_what_to_do()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        foreach (var name in (string[])["titles", "title"])
        {
            var (_, faults) = await bench.Hub.Mappings.PlaceAsync("a", "item", name, "x", "y", Ct);
            Assert.Contains($"has neither a table '{name}' nor a field of that name", Assert.Single(faults).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_base_that_is_upgraded_under_an_overlay_is_checked_again_and_conflicts_are_named()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", "version: 1\nset: { title: '\"*\" & title' }\n", Ct));
        await bench.WriteMappingAsync("item", Told.ItemMapping.Replace("title: title", "title: name", StringComparison.Ordinal));
        await bench.RestartAsync();
        var active = (await bench.Hub.Mappings.HistoryAsync("a", "item", Ct))[^1];
        Assert.Equal((3, "base"), (active.Number, active.Reason));
        Assert.Equal("set.title: the base said title and now says name; the overlay says \"*\" & title, which holds.", Assert.Single(active.Conflicts));
    }

    [Fact]
    public async Task Where_an_upgraded_base_does_not_go_with_the_overlay_what_ran_before_goes_on_and_loses_nothing()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", "version: 1\nset: { description: '$table(\"state\", text)' }\n", Ct));
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"a","state":"open","text":"done" """));
        await bench.WriteMappingAsync("item", Told.ItemMapping.Replace("state: $table(\"state\", state)", "state: '\"done\"'", StringComparison.Ordinal).Split("\ntables")[0]);
        await bench.RestartAsync();
        Assert.Equal(2, bench.Hub.Mappings.Find("a", "item")!.Number);
        await bench.TellAsync(Told.OfItem("1", 2, """ "title":"b","state":"open","text":"done" """));
        Assert.Equal(("b", "done"), (await bench.FieldAsync("a/work-item/1", "title"), await bench.FieldAsync("a/work-item/1", "description")));
        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", null, Ct));
        await bench.TellAsync(Told.OfItem("1", 3, """ "title":"c","state":"open","text":"x" """));
        Assert.Equal(("c", "done"), (await bench.FieldAsync("a/work-item/1", "title"), await bench.FieldAsync("a/work-item/1", "state")));
    }
}
