using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka.Clients;

/// <summary>Polls consumers that read what they are told to, beside all groups.</summary>
internal static class Polling
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <summary>The next record or end of a partition; null when none came in a moment, or of an error that passes.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <param name="what">What is read, behind "Kafka could not".</param>
    /// <param name="right">The right that is missing, by the error.</param>
    /// <exception cref="LogException">An error that does not pass.</exception>
    public static ConsumeResult<byte[]?, byte[]?>? Next(IConsumer<byte[]?, byte[]?> consumer, string what, Func<ConsumeException, KafkaRight> right)
    {
        try
        {
            return consumer.Consume(Moment);
        }
        catch (ConsumeException fault) when (KafkaFault.IsPassing(fault.Error))
        {
            return null;
        }
        catch (ConsumeException fault)
        {
            throw KafkaFault.Of(fault, what, right(fault));
        }
    }
}
