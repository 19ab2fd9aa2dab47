using System.Text;
using System.Text.Json;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Tests.State;

/// <summary>How owners of partitions write to each other.</summary>
public sealed class OwnerTopicTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly OwnerTopic Topic = new(4);
    private const string Record = "github/issue/the record";

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
        Assert.Equal(3, Encoding.UTF8.GetString(value.Span).Split(Record).Length - 1);
    }

    [Fact]
    public void Each_record_of_many_messages_reads_without_those_before_it()
    {
        var messages = Enumerable.Range(0, 5000).Select(OwnerMessage (number) => new AliasChanged($"alias {number}", "", $"github/issue/{number}", Taken: true, Change("1"))).ToList();
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
    public void A_message_of_each_kind_reads_as_it_was_written()
    {
        var said = new Contribution
        {
            Stream = "github/issue",
            StreamOrder = 2,
            RawKey = "github/issue/1",
            Era = 1,
            Fetched = true,
            Stamp = Change("7").Stamp,
            MappingVersion = 3,
            Fields = new("""{"state":"open","title":null}"""u8.ToArray()),
            Aliases = [new("o/r#1", ""), new("#1", "github")],
        };
        OwnerMessage[] messages =
        [
            new Contribute("github/work-item/1", "github/issue/1", said, Change("7"), new("issue", "1", "o/r")),
            new Contribute("github/person/7", "github/issue", said with { Mention = true, Secondary = true, Gone = true }, Change("7"), null),
            new Withdraw("github/work-item/1", "github/issue/1", Change("7")) { Activation = 4 },
            new See("github/work-item/1", new(Now.ToOffset(TimeSpan.FromHours(2)), "open", null), Change("7")),
            new RuleKeyChanged("rule", 3, "proj-1", From: true, "github/work-item/1", Present: false, Change("7")),
            new RuleKeyChanged("rule", 3, "proj-1", From: true, "github/work-item/1", Present: false, Change("7")) { After = "x", Met = 5, Relation = "implements" },
            new Unwant("github/work-item/1", new("person", "a", "*")),
            new Forsake("github/work-item/1", Change("8") with { CausationId = "action", EchoUnknown = true }),
            new DropAlias("a", "", "github/person/7"),
            new Release("github/work-item/1", "action", new("action", "7", Now) { Open = true }),
        ];
        var read = OwnerTopic.Read(Stored(Assert.Single(Topic.Entries(0, messages)).Value!.Value));

        Assert.Equal(Json(messages), Json(read));
        Assert.Equal(messages.Select(m => m.PartitionKey), read.Select(m => m.PartitionKey));
    }

    [Fact]
    public void Messages_of_a_newer_hub_are_refused_by_their_format()
    {
        var fault = Assert.Throws<StateFormatException>(() => OwnerTopic.Read(Stored("\u0004[]"u8.ToArray())));
        Assert.Contains("is stored in format 4, this hub reads format 3", fault.Message, StringComparison.Ordinal);
    }

    private static string Json(IReadOnlyList<OwnerMessage> messages) => JsonSerializer.Serialize(messages, RuntimeJson.Default.IReadOnlyListOwnerMessage);

    private static ChangeContext Change(string version) => new(new(version, null, Now, Now, Now), 1, EventCause.Live, null) { Record = Record };

    private static LogRecord Stored(ReadOnlyMemory<byte> value) => new(OwnerTopic.Name, 0, 0, default, "", value, [], Now);
}
