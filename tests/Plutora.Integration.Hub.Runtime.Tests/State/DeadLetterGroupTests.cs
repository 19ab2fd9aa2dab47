using System.Globalization;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>Dead letters are mended by what is wrong with them, not one by one.</summary>
public sealed class DeadLetterGroupTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dead_letters_with_which_the_same_is_wrong_stand_together_and_are_replayed_together()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync([.. Enumerable.Range(1, 30).Select(i => Told.OfItem($"{i}", 1, string.Create(CultureInfo.InvariantCulture, $""" "title":{i},"state":"open" """)))]);
        await bench.TellAsync(Told.OfItem("50", 1, """ "title":"t","state":{"name":"x"} """));
        var groups = await bench.Hub.DeadLetterIndex.GroupsAsync(_ => true, Ct);
        Assert.Equal([30, 1], groups.Select(g => g.Count));
        Assert.Contains("set.title at item.yaml(8,", groups[0].Cause, StringComparison.Ordinal);
        Assert.Empty(await bench.Hub.DeadLetterIndex.GroupsAsync(d => d.Instance != "a", Ct));
        var letter = (await bench.Hub.DeadLetters.FindAsync((await bench.Hub.DeadLetterIndex.ListAsync(d => d.Cause == groups[0].Cause, Ct))[0].Id, Ct))!;
        Assert.Equal(["title"], await bench.Hub.OffendingPlaces.FindAsync(letter, Ct));

        Assert.Empty(await bench.Hub.Mappings.ActivateAsync("a", "item", "version: 1\nset: { title: $string(title) }\n", Ct));
        var wanted = (await bench.Hub.DeadLetterIndex.ListAsync(d => d.Cause == groups[0].Cause, Ct)).Select(d => d.Id).ToList();
        Assert.Equal(30, bench.Hub.DeadLetterReplays.Start(wanted, "someone")!.Total);
        await bench.UntilAsync(() => Task.FromResult(bench.Hub.DeadLetterReplays.Last!.Finished));
        await bench.SettledAsync();
        Assert.Equal((30, 0), (bench.Hub.DeadLetterReplays.Last!.Done, bench.Hub.DeadLetterReplays.Last.Refused));
        Assert.Equal("7", await bench.FieldAsync("a/work-item/7", "title"));
        Assert.Equal(groups[1].Cause, Assert.Single(await bench.Hub.DeadLetterIndex.GroupsAsync(_ => true, Ct)).Cause);
    }

    [Fact]
    public async Task An_overlay_is_tried_on_a_stored_record_and_nothing_comes_of_it()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"a","state":"odd","name":"P-1" """));
        var events = (await bench.EventsAsync("work-item")).Count;
        var trial = (await bench.Hub.Trials.RunAsync("a", "item", "version: 1\nset: { title: $uppercase(title) }\n", null, Ct))!;
        var entity = Assert.Single(trial.Result!.Value.GetProperty("entities").EnumerateArray());
        Assert.Equal(("1", "A", "a/work-item/1", "P-1"), (trial.Record, entity.GetProperty("fields").GetProperty("title").GetString(), entity.GetProperty("id").GetString(), entity.GetProperty("aliases")[0].GetString()));
        Assert.Equal("odd", trial.Result.Value.GetProperty("unmapped")[0].GetProperty("value").GetString());

        var wrong = (await bench.Hub.Trials.RunAsync("a", "item", "version: 1\nset: { title: $nosuch(title) }\n", "1", Ct))!;
        Assert.Equal(("item.overlay.yaml", 2), (Assert.Single(wrong.Faults).File, wrong.Faults[0].Line));
        Assert.Null(wrong.Result);
        Assert.Contains("set.title", (await bench.Hub.Trials.RunAsync("a", "item", "version: 1\nset: { title: '\"n\" & $number(title)' }\n", "1", Ct))!.Failure, StringComparison.Ordinal);
        Assert.Null((await bench.Hub.Trials.RunAsync("a", "note", null, null, Ct))!.Record);
        Assert.Null(await bench.Hub.Trials.RunAsync("a", "nothing", null, null, Ct));
        Assert.Equal((events, 1), ((await bench.EventsAsync("work-item")).Count, bench.Hub.Mappings.Find("a", "item")!.Number));
    }

    [Fact]
    public async Task Of_a_partial_stream_a_shape_is_tried_and_never_a_record_that_is_gone()
    {
        await using var bench = await StateBench.StartAsync(Told.Streams, Told.Mappings);
        await bench.TellAsync(Told.Of("part", "0", 1, """{"id":"0","title":"gone"}"""), Told.Of("part", "1", 1, """{"id":"1","title":"a","text":"b"}"""));
        await bench.TellAsync(Told.Of("part", "0", 2, "{}", deleted: true));
        var trial = (await bench.Hub.Trials.RunAsync("a", "part", null, null, Ct))!;
        Assert.StartsWith("1#", trial.Record, StringComparison.Ordinal);
        Assert.Equal("a/work-item/1", trial.Result!.Value.GetProperty("entities")[0].GetProperty("id").GetString());
    }
}
