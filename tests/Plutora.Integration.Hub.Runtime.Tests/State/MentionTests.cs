using CsCheck;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>What records say again and again: whom they mention (rule 3 of state), and the links that they state (rule 23).</summary>
public sealed class MentionTests
{
    private const string Mapping = Told.LinkedMapping + """

        mentions:
          - target: person
            each: '[who]'
            key: id
            set: { title: name, username: name, kind: '"user"' }
        """;

    private static readonly IReadOnlyDictionary<string, string> Mappings = new Dictionary<string, string> { ["item"] = Mapping };

    private static readonly IReadOnlyList<StreamDescriptor> Streams = [Told.Item];

    [Fact]
    public Task Of_what_many_records_mention_of_one_the_newest_stands_in_whatever_order_and_deliveries_they_come() =>
        Gen.Select(Gen.Shuffle(Enumerable.Range(1, 12).ToArray()), Gen.Int[1, 12], (seconds, size) => (seconds, size)).SampleAsync(
            async told =>
            {
                await using var bench = await StateBench.StartAsync(Streams, Mappings);
                foreach (var delivery in told.seconds.Chunk(told.size))
                {
                    await bench.TellAsync([.. delivery.Select(second => Told.OfItem($"{second}", second, $$""" "title":"t","who":[{"id":"7","name":"name {{second}}"},{"id":"8","name":"same"}] """))]);
                }

                Assert.Equal("name 12", await bench.FieldAsync("a/person/7", "title"));
                Assert.Equal("same", await bench.FieldAsync("a/person/8", "title"));
                Assert.Single(await bench.EventsAsync("person"), e => e.Subject.Key == "8");
            },
            iter: 12);

    [Fact]
    public async Task A_mention_in_the_same_words_is_as_new_as_its_record_and_no_older_one_stands_over_it()
    {
        await using var bench = await StateBench.StartAsync(Streams, Mappings);
        await bench.TellAsync(Told.OfItem("1", 1, """ "title":"t","who":[{"id":"7","name":"new"}] """));
        await bench.TellAsync(Told.OfItem("2", 5, """ "title":"t","who":[{"id":"7","name":"new"}] """));
        await bench.TellAsync(Told.OfItem("3", 3, """ "title":"t","who":[{"id":"7","name":"old"}] """));
        Assert.Equal("new", await bench.FieldAsync("a/person/7", "title"));
        await bench.TellAsync(Told.OfItem("4", 6, """ "title":"t","who":[{"id":"7","name":"newer"}] """));
        Assert.Equal("newer", await bench.FieldAsync("a/person/7", "title"));
    }

    [Fact]
    public async Task A_link_stands_while_each_version_of_its_record_states_it_ends_with_the_first_that_does_not_and_comes_back()
    {
        await using var bench = await StateBench.StartAsync(Streams, Mappings);
        await bench.TellAsync(Told.OfItem("2", 1, """ "title":"t","name":"B" """));
        for (var second = 2; second < 5; second++)
        {
            await bench.TellAsync(Told.OfItem("1", second, $$""" "title":"version {{second}}","on":["B"] """));
        }

        Assert.Equal([EntityChange.Upserted], await LinksAsync());
        await bench.TellAsync(Told.OfItem("1", 6, """ "title":"no more" """));
        await bench.TellAsync(Told.OfItem("1", 7, """ "title":"again","on":["B"] """));
        await bench.TellAsync(Told.Of("item", "1", 8, "{}", deleted: true));
        await bench.TellAsync(Told.OfItem("1", 9, """ "title":"risen","on":["B"] """));
        Assert.Equal([EntityChange.Upserted, EntityChange.Deleted, EntityChange.Upserted, EntityChange.Deleted, EntityChange.Upserted], await LinksAsync());

        async Task<IEnumerable<EntityChange>> LinksAsync() => (await bench.EventsAsync("link")).Select(e => e.Type.Change);
    }
}
