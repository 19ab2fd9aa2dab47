using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Reading;
using KafkaPartition = Confluent.Kafka.TopicPartition;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>Where partitions end, asked while topics come and go and leaders change.</summary>
public sealed class OffsetsTests
{
    private static readonly KafkaPartition Gone = new("p.gone", 0), Kept = new("p.kept", 0), State = new("p._plutora.state", 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_topic_that_is_being_deleted_is_left_out()
    {
        var brokers = new Brokers([(Gone, ErrorCode.UnknownTopicOrPart), (Kept, ErrorCode.NoError)]);
        Assert.Equal([(Kept, 7L)], await brokers.AskAsync());
        Assert.Equal(1, brokers.Asked);
    }

    [Theory]
    [InlineData(ErrorCode.NotLeaderForPartition)]
    [InlineData(ErrorCode.FencedLeaderEpoch)]
    [InlineData(ErrorCode.UnknownLeaderEpoch)]
    [InlineData(ErrorCode.Local_TimedOut)]
    public async Task A_topic_that_is_being_deleted_hides_no_other_ones_error_that_passes(ErrorCode passing)
    {
        var brokers = new Brokers([(Gone, ErrorCode.UnknownTopicOrPart), (Kept, passing)], [(Gone, ErrorCode.UnknownTopicOrPart), (Kept, ErrorCode.NoError)]);
        Assert.Equal([(Kept, 7L)], await brokers.AskAsync());
        Assert.Equal((2, 1), (brokers.Asked, brokers.LeadersAsked));
    }

    [Fact]
    public async Task A_topic_that_is_being_deleted_hides_no_other_ones_error_that_stays()
    {
        var brokers = new Brokers([(Gone, ErrorCode.UnknownTopicOrPart), (Kept, ErrorCode.TopicAuthorizationFailed)]);
        var refused = await Assert.ThrowsAsync<LogException>(brokers.AskAsync);
        Assert.Contains("lacks the right Describe on topics 'p.*'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_no_broker_answers_it_is_asked_anew_who_leads()
    {
        var brokers = new Brokers([], [(Kept, ErrorCode.NoError)]);
        Assert.Equal([(Kept, 7L)], await brokers.AskAsync());
        Assert.Equal((2, 1), (brokers.Asked, brokers.LeadersAsked));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_logs_own_topic_that_a_broker_has_not_heard_of_yet_is_asked_for_until_it_has(bool whole)
    {
        var brokers = new Brokers([(State, ErrorCode.UnknownTopicOrPart)], [(State, ErrorCode.NoError)]) { Whole = whole, Said = ErrorCode.UnknownTopicOrPart };
        Assert.Equal([(State, 7L)], await brokers.AskAsync());
        Assert.Equal((2, 1), (brokers.Asked, brokers.LeadersAsked));
    }

    [Theory]
    [InlineData(ErrorCode.Local_UnknownPartition, ErrorCode.UnknownTopicOrPart, 1)]
    [InlineData(ErrorCode.UnknownTopicOrPart, ErrorCode.UnknownTopicOrPart, 1)]
    [InlineData(ErrorCode.Local_UnknownPartition, ErrorCode.NoError, 2)]
    public async Task Partitions_of_which_nothing_is_known_are_left_out_when_they_are_gone_and_asked_for_again_when_their_leader_is_away(ErrorCode told, ErrorCode look, int asked)
    {
        var brokers = new Brokers([(Gone, told)], [(Gone, ErrorCode.NoError)]) { Whole = true, Said = look };
        Assert.Equal(asked - 1, (await brokers.AskAsync()).Count);
        Assert.Equal((asked, asked - 1), (brokers.Asked, brokers.LeadersAsked));
    }

    /// <summary>Answers in turn what is told of each partition; those without an error end at 7. Where nothing is told it does not answer.</summary>
    private sealed class Brokers(params (KafkaPartition Partition, ErrorCode Code)[][] answers) : IOffsetClient
    {
        public int Asked { get; private set; }

        public int LeadersAsked { get; private set; }

        /// <summary>Whether one error is told for all.</summary>
        public bool Whole { get; init; }

        /// <summary>What is said of each topic.</summary>
        public ErrorCode Said { get; init; }

        public async Task<IReadOnlyList<(KafkaPartition Partition, long End)>> AskAsync()
        {
            using var kafka = new KafkaCluster(new("127.0.0.1:1", Path.GetTempPath()) { TopicPrefix = "p.", OperationTimeout = TimeSpan.FromSeconds(20) });
            return [.. (await Offsets.AskAsync(kafka, [.. answers[^1].Select(each => each.Partition)], this, -1, Ct)).Select(each => (each.Key, each.Value))];
        }

        public IReadOnlyList<TopicPartitionOffsetError> List(IEnumerable<KafkaPartition> partitions, long place, TimeSpan timeout)
        {
            var told = answers[Asked++].Select(each => new TopicPartitionOffsetError(each.Partition, new Offset(7), new Error(each.Code))).ToList();
            return told.Count == 0 ? throw new KafkaException(ErrorCode.Local_TimedOut)
                : Whole && told[0].Error.IsError ? throw new KafkaException(told[0].Error)
                : told;
        }

        public Error Look(string topic, TimeSpan timeout) => new(Said);

        public void Refresh(TimeSpan timeout) => LeadersAsked++;
    }
}
