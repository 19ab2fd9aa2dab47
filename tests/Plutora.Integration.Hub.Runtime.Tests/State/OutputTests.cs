using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>A record that is about several entities, and one that says that they are deleted (rules 3 and 13 of state).</summary>
public sealed class OutputTests
{
    private const string Mapping = """
        version: 1
        source: scripted/item
        target: pipeline-run
        key: id
        deleted: gone
        set: { title: title, state: '"finished"' }
        outputs:
          - target: task-run
            each: stages
            key: $record.id & "/" & id
            deleted: gone
            set: { name: name, state: '"finished"' }
        """;

    private static readonly IReadOnlyDictionary<string, string> Mappings = new Dictionary<string, string> { ["item"] = Mapping };

    private static readonly IReadOnlyList<StreamDescriptor> Streams = [Told.Item];

    [Fact]
    public async Task What_a_record_no_longer_yields_is_deleted_with_it_and_comes_back_with_it()
    {
        await using var bench = await StateBench.StartAsync(Streams, Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"run","stages":[{"id":"a","name":"build"},{"id":"b","name":"test"}] """));
        Assert.Equal("build", await bench.FieldAsync("a/task-run/1%2Fa", "name"));
        await bench.TellAsync(Told.OfItem("1", 2, """ "title":"run","stages":[{"id":"b","name":"test"}] """));
        Assert.Null(await bench.FindAsync("a/task-run/1%2Fa"));
        await bench.TellAsync(Told.OfItem("1", 3, """ "title":"run","stages":[{"id":"a","name":"build"},{"id":"b","name":"test","gone":true}] """));
        Assert.Equal("build", await bench.FieldAsync("a/task-run/1%2Fa", "name"));
        Assert.Null(await bench.FindAsync("a/task-run/1%2Fb"));
    }

    [Fact]
    public async Task A_record_that_says_that_its_entity_is_deleted_is_undone_only_by_a_newer_one()
    {
        await using var bench = await StateBench.StartAsync(Streams, Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"run" """));
        await bench.TellAsync(Told.OfItem("1", 3, """ "gone":true """));
        Assert.Null(await bench.FindAsync("a/pipeline-run/1"));
        await bench.TellAsync(Told.OfItem("1", 2, """ "title":"late" """));
        Assert.Null(await bench.FindAsync("a/pipeline-run/1"));
        await bench.TellAsync(Told.OfItem("1", 4, """ "title":"again" """));
        Assert.Equal("again", await bench.FieldAsync("a/pipeline-run/1", "title"));
        var events = await bench.EventsAsync("pipeline-run");
        Assert.Equal(["Upserted", "Deleted", "Upserted"], events.Select(e => e.Type.Change.ToString()));
    }
}
