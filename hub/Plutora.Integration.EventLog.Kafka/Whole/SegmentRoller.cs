using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Whole;

/// <summary>
/// Has the brokers close a topic's open segments. The cleaner leaves the open segment alone, and an idle topic never closes its own: what must go would stay for ever.
/// </summary>
internal sealed class SegmentRoller(KafkaCluster kafka)
{
    /// <summary>Key of the record that closes a segment, a tombstone.</summary>
    public const string Key = "$roll";

    // Nobody else sets just that; who finds it knows that it was left by a process that ended midway.
    private const string AtOnce = "1001";
    private readonly TopicAdmin admin = kafka.Topics;

    /// <summary>Closes them.</summary>
    /// <param name="topic">The topic, as Kafka knows it.</param>
    /// <param name="touch">Writes one record to each partition whose segment is to be closed.</param>
    /// <param name="ct">Gives up.</param>
    public async Task RollAsync(string topic, Func<CancellationToken, Task> touch, CancellationToken ct)
    {
        await admin.AlterAsync(topic, new Dictionary<string, string> { [TopicConfigs.SegmentAge] = AtOnce }, ct).ConfigureAwait(false);
        try
        {
            // Older than the segments' age by the record's own time.
            await Task.Delay(TimeSpan.FromMilliseconds(1100), kafka.Options.Time, ct).ConfigureAwait(false);
            await touch(ct).ConfigureAwait(false);
        }
        finally
        {
            await RestoreAsync(topic, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Puts back what a process left that ended midway, and says so in the settings that were found.</summary>
    public async Task MendAsync(string topic, Dictionary<string, string> found, CancellationToken ct)
    {
        if (found.GetValueOrDefault(TopicConfigs.SegmentAge) != AtOnce) return;
        await RestoreAsync(topic, ct).ConfigureAwait(false);
        found[TopicConfigs.SegmentAge] = TopicConfigs.SegmentAgeValue;
    }

    private async Task RestoreAsync(string topic, CancellationToken ct) =>
        await admin.AlterAsync(topic, new Dictionary<string, string> { [TopicConfigs.SegmentAge] = TopicConfigs.SegmentAgeValue }, ct).ConfigureAwait(false);
}
