using System.Text;
using NJsonSchema;
using Plutora.Integration.EventLog;
using Plutora.Integration.Model.CdEvents;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Tests.CdEvents;

namespace Plutora.Integration.Hub.Runtime.Tests.CdEvents;

/// <summary>CDEvents on their topic.</summary>
public sealed class PublishedTests
{
    [Fact]
    public async Task Every_event_published_is_valid_by_the_schema_of_its_type_and_stands_there_once_also_after_a_restart()
    {
        var schemas = await SchemasAsync();
        await using var bench = await CdEventsBench.StartAsync();
        // A life under one id after another would be read as one entity's.
        var lives = Lives.All().DistinctBy(life => life[0].Id).ToList();
        foreach (var life in lives.Take(6)) await bench.PublishAsync(EventCause.Live, life);
        await bench.StopAsync();
        foreach (var life in lives.Skip(6)) await bench.PublishAsync(EventCause.Live, life);
        foreach (var life in lives) await bench.PublishAsync(life[^1], EntityChange.Deleted);
        await bench.StartAsync();
        await bench.SettledAsync();

        var published = await bench.PublishedAsync();
        foreach (var record in published)
        {
            var type = Attribute(record, "type").Split('.');
            var json = Encoding.UTF8.GetString(record.Value!.Value.Span);
            var faults = schemas[type[2] + type[3]].Validate(json);
            Assert.True(faults.Count == 0, $"{Attribute(record, "type")}: {string.Join("; ", faults)}\n{json}");
            Assert.Equal(record.Key, Attribute(record, "subject"));
            Assert.Equal("application/json", record.Header("content-type"));
        }

        Assert.Equal(published.Count, published.Select(r => Attribute(r, "id")).Distinct().Count());
        var expected = lives.SelectMany(life => Lives.Transitions(life)).Select(t => t.Event!.Type).GroupBy(t => t).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(expected, published.GroupBy(r => Attribute(r, "type")).ToDictionary(g => g.Key, g => g.Count()));
    }

    [Fact]
    public async Task The_transitions_of_a_subject_stand_in_their_order_with_cause_and_trace()
    {
        await using var bench = await CdEventsBench.StartAsync();
        foreach (var key in Enumerable.Range(1, 20)) await bench.PublishAsync(EventCause.Replay, CdEventsBench.Merged($"{key}"));
        await bench.SettledAsync();
        var subjects = (await bench.PublishedAsync()).GroupBy(r => r.Key).ToList();
        Assert.Equal(20, subjects.Count);
        Assert.All(subjects, s => Assert.Equal(["dev.cdevents.change.created.0.4.0", "dev.cdevents.change.merged.0.3.0"], s.Select(r => Attribute(r, "type"))));
        Assert.All(subjects.SelectMany(s => s), r => Assert.Equal(("replay", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), (Attribute(r, "cause"), Attribute(r, "traceparent"))));
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_holds_nothing_up()
    {
        await using var bench = await CdEventsBench.StartAsync();
        await bench.Log.AppendAsync([new LogEntry("cdm.pull-request.v1", "tool/pull-request/1", "no event"u8.ToArray())], TestContext.Current.CancellationToken);
        await bench.PublishAsync(EventCause.Live, CdEventsBench.Merged("2"));
        await bench.SettledAsync();
        Assert.Equal(2, (await bench.PublishedAsync()).Count);
    }

    [Fact]
    public void The_projection_names_the_entities_that_it_has_words_for() =>
        Assert.Equal(Lives.All().Select(life => life[0].Id.Entity).Distinct().Order(), CdEventsProjection.Entities.Order());

    private static string Attribute(LogRecord record, string name) => record.Header("ce_" + name) ?? "";

    private static async Task<Dictionary<string, JsonSchema>> SchemasAsync()
    {
        var folder = Shared.Folder("cdevents/schemas");
        var schemas = new Dictionary<string, JsonSchema>();
        foreach (var file in Directory.GetFiles(folder, "*.json"))
        {
            // The schemas refer to that of links by a name without its file ending; nothing here carries links.
            var text = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("\"$ref\": \"links/embeddedlinksarray\"", "\"type\": \"array\"", StringComparison.Ordinal);
            schemas[Path.GetFileNameWithoutExtension(file)] = await JsonSchema.FromJsonAsync(text, TestContext.Current.CancellationToken);
        }

        return schemas;
    }
}
