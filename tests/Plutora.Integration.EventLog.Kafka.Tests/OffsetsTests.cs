using Confluent.Kafka;
using Confluent.Kafka.Admin;
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

    [Fact]
    public async Task The_logs_own_topic_that_a_broker_has_not_heard_of_yet_is_asked_for_until_it_has()
    {
        var brokers = new Brokers([(State, ErrorCode.UnknownTopicOrPart)], [(State, ErrorCode.NoError)]);
        Assert.Equal([(State, 7L)], await brokers.AskAsync());
        Assert.Equal((2, 1), (brokers.Asked, brokers.LeadersAsked));
    }

    /// <summary>Answers in turn what is told of each partition; those without an error end at 7. Where nothing is told it does not answer.</summary>
    private sealed class Brokers(params (KafkaPartition Partition, ErrorCode Code)[][] answers)
    {
        public int Asked { get; private set; }

        public int LeadersAsked { get; private set; }

        public async Task<IReadOnlyList<(KafkaPartition Partition, long End)>> AskAsync()
        {
            using var kafka = new KafkaCluster(new("127.0.0.1:1", Path.GetTempPath()) { TopicPrefix = "p.", OperationTimeout = TimeSpan.FromSeconds(20) });
            return [.. (await Offsets.AskAsync(kafka, _ => ListAsync(), _ => LeadersAsked++, Ct)).Select(each => (each.Key, each.Value))];
        }

        private Task<ListOffsetsResult> ListAsync()
        {
            var told = answers[Asked++].Select(each => new ListOffsetsResultInfo { TopicPartitionOffsetError = new(each.Partition, new Offset(7), new Error(each.Code)) }).ToList();
            return told.Count == 0 ? Task.FromException<ListOffsetsResult>(new KafkaException(ErrorCode.Local_TimedOut))
                : told.Exists(each => each.TopicPartitionOffsetError.Error.IsError)
                ? Task.FromException<ListOffsetsResult>(new ListOffsetsException(new ListOffsetsReport { ResultInfos = told }))
                : Task.FromResult(new ListOffsetsResult { ResultInfos = told });
        }
    }
}
