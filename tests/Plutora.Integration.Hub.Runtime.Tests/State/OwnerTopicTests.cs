using System.Text;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>How owners of partitions write to each other.</summary>
public sealed class OwnerTopicTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly OwnerTopic Topic = new(4);

    [Fact]
    public void Messages_that_follow_from_one_record_say_once_what_made_them_and_read_as_they_were_written()
    {
        OwnerMessage[] messages =
        [
            new AliasChanged("o/r#1", "", "github/issue/1", Taken: true, Change("1")),
            new Referred("github/issue/2", "github/issue/1", "parent", Present: true),
            new LinkChanged("github/issue/1", "github/link/a", Present: true, Change("1")),
            new Want("github/issue/1", new("person", "a", ""), Now, Change("2")),
            new Resolve("github/issue/1", new("person", "a", ""), "github/person/7", Change("1")),
        ];
        var value = Assert.Single(Topic.Entries(0, messages)).Value!.Value;

        Assert.Equal(messages, OwnerTopic.Read(Stored(value)));
        Assert.Equal(3, Encoding.UTF8.GetString(value.Span).Split("orderedAt").Length - 1);
    }

    [Fact]
    public void Each_record_of_many_messages_reads_without_those_before_it()
    {
        var messages = Enumerable.Range(0, 2000).Select(OwnerMessage (number) => new AliasChanged($"alias {number}", "", $"github/issue/{number}", Taken: true, Change("1"))).ToList();
        var entries = Topic.Entries(0, messages).ToList();

        Assert.True(entries.Count > 1);
        Assert.Equal(messages, entries.AsEnumerable().Reverse().Select(entry => OwnerTopic.Read(Stored(entry.Value!.Value))).Reverse().SelectMany(read => read));
    }

    [Fact]
    public void Messages_that_an_older_hub_has_written_are_read()
    {
        OwnerMessage[] messages = [new AliasChanged("a", "", "github/issue/1", Taken: true, Change("1")), new AliasChanged("b", "", "github/issue/1", Taken: true, Change("1"))];
        Assert.Equal(messages, OwnerTopic.Read(Stored(StateJson.Write<IReadOnlyList<OwnerMessage>>(messages, RuntimeJson.Default.IReadOnlyListOwnerMessage))));
    }

    [Fact]
    public void Messages_of_a_newer_hub_are_refused_by_their_format()
    {
        var fault = Assert.Throws<StateFormatException>(() => OwnerTopic.Read(Stored("\u0003[]"u8.ToArray())));
        Assert.Contains("is stored in format 3, this hub reads format 2", fault.Message, StringComparison.Ordinal);
    }

    private static ChangeContext Change(string version) => new(new(version, null, Now, Now, Now), 1, EventCause.Live, null) { Record = "github/issue/1" };

    private static LogRecord Stored(ReadOnlyMemory<byte> value) => new(OwnerTopic.Name, 0, 0, default, "", value, [], Now);
}
