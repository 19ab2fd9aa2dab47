using Plutora.Integration.EventLog.Conformance;
using Plutora.Integration.EventLog.Kafka.Groups;
using Plutora.Integration.EventLog.Kafka.Reading;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Tests;

/// <summary>What a member holds while it is put back, and reads on from the place that it has left.</summary>
public sealed class ClaimsTests
{
    private static readonly CatalogPartition Partition = new(new(new("a", 1, TopicRetention.Forever), "id"), 0, new("a", 0));

    [Fact]
    public void A_record_from_the_place_that_a_rewound_claim_has_left_is_not_taken_and_skips_nothing()
    {
        using var claims = Held(acknowledged: 3);
        claims.Fetch(Record(3));
        claims.Fetch(Record(4));
        claims.Rewind(null);
        Assert.True(claims.IsMoved);

        // What the client had fetched already when the claims were put back.
        claims.Fetch(Record(5));
        Assert.Null(Deliver(claims));

        Assert.Equal(3, Assert.Single(claims.ReadFrom()).From);
        Assert.False(claims.IsMoved);
        for (var offset = 3; offset < 6; offset++) claims.Fetch(Record(offset));
        Assert.Equal([3, 4, 5], Deliver(claims)!.Records.Select(record => record.Offset));
    }

    [Fact]
    public void A_record_from_the_place_that_a_newly_shared_claim_has_left_is_not_taken_and_skips_nothing()
    {
        using var claims = Held(acknowledged: 3);
        claims.Fetch(Record(3));
        claims.Unsettle();

        // Another member acknowledged up to 7 meanwhile.
        claims.Settle([Partition], new Dictionary<Confluent.Kafka.TopicPartition, long> { [Partition.Kafka] = 7 }, keep: false);
        claims.Fetch(Record(4));
        Assert.Null(Deliver(claims));
        Assert.Equal(7, Assert.Single(claims.ReadFrom()).From);
        claims.Fetch(Record(7));
        Assert.Equal([7], Deliver(claims)!.Records.Select(record => record.Offset));
    }

    [Fact]
    public void Claims_that_could_not_be_read_from_where_they_stand_are_still_moved()
    {
        using var claims = Held(acknowledged: 3);
        claims.Rewind(null);
        Assert.Single(claims.ReadFrom());
        claims.NotRead();
        Assert.True(claims.IsMoved);
        claims.Fetch(Record(5));
        Assert.Null(Deliver(claims));
    }

    [Fact]
    public void A_batch_that_is_no_longer_held_puts_nothing_back()
    {
        using var claims = Held(acknowledged: 3);
        claims.Fetch(Record(3));
        var batch = claims.Deliver(null!, 10, 1000, atOnce: true);
        claims.Rewind(batch);
        claims.ReadFrom();
        claims.Rewind(batch);
        Assert.False(claims.IsMoved);
    }

    [Theory]
    [InlineData(300, 300)]
    [InlineData(1, 256)]
    public void No_more_is_fetched_ahead_than_one_batch_of_what_is_asked_for_or_a_few(int asked, int ahead)
    {
        using var claims = Held(acknowledged: 0);
        Assert.Null(claims.Deliver(null!, asked, 100_000, atOnce: true));
        for (var offset = 0; offset < ahead; offset++)
        {
            Assert.False(claims.IsFull);
            claims.Fetch(Record(offset));
        }

        Assert.True(claims.IsFull);
        Assert.False(claims.WaitForRoom(TimeSpan.Zero, TestContext.Current.CancellationToken));
        Assert.Equal(asked, claims.Deliver(null!, asked, 100_000, atOnce: true)!.Records.Count);
        Assert.False(claims.IsFull);
        Assert.True(claims.WaitForRoom(TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Who_asks_for_larger_batches_has_more_fetched_ahead_from_then_on()
    {
        using var claims = Held(acknowledged: 0);
        Assert.Null(claims.Deliver(null!, 1, 100_000, atOnce: true));
        for (var offset = 0; offset < 256; offset++) claims.Fetch(Record(offset));
        Assert.True(claims.IsFull);
        Assert.Equal(256, claims.Deliver(null!, 1000, 100_000, atOnce: true)!.Records.Count);
        for (var offset = 256; offset < 1255; offset++) claims.Fetch(Record(offset));
        Assert.False(claims.IsFull);
        claims.Fetch(Record(1255));
        Assert.True(claims.IsFull);
    }

    private static Claims Held(long acknowledged)
    {
        var claims = new Claims("g", new("log"), TimeProvider.System, 1_000_000);
        claims.Settle([Partition], new Dictionary<Confluent.Kafka.TopicPartition, long> { [Partition.Kafka] = acknowledged }, keep: false);
        Assert.True(claims.IsMoved);
        claims.ReadFrom();
        return claims;
    }

    private static KafkaBatch? Deliver(Claims claims) => claims.Deliver(null!, 10, 1000, atOnce: true);

    private static Fetched Record(long offset) => new(offset);

    private sealed record Fetched(long Offset) : IFetchedRecord
    {
        public bool IsEnd => false;

        public nint Topic => 1;

        public string TopicName => Partition.Kafka.Topic;

        int IFetchedRecord.Partition => Partition.Kafka.Partition.Value;

        public int Size => 2;

        public LogRecord Read(string topic, LogPosition position, IReadOnlyList<KeyValuePair<string, string>> before) => new(topic, 0, Offset, position, "k", new byte[] { 1 }, [], DateTimeOffset.UnixEpoch);
    }
}
