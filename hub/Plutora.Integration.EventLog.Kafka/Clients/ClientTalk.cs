using System.Collections.Concurrent;
using Confluent.Kafka;

namespace Plutora.Integration.EventLog.Kafka.Clients;

/// <summary>Passes on what librdkafka's clients say. While a broker is away they say the same some hundred times a minute: of each kind one is passed on in a while.</summary>
internal sealed class ClientTalk(KafkaLogOptions options)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, long> said = new(StringComparer.Ordinal);

    /// <summary>What it calls an error it mostly mends itself; what it cannot mend reaches a caller.</summary>
    public void Write(LogMessage message)
    {
        if (message.Level > SyslogLevel.Warning || !IsDue(message.Facility)) options.Logger.ClientMentioned(message.Facility, message.Message);
        else options.Logger.ClientSaid(message.Facility, message.Message);
    }

    private bool IsDue(string facility)
    {
        var now = options.Time.GetTimestamp();
        if (said.TryGetValue(facility, out var last)) return options.Time.GetElapsedTime(last, now) > Silence && said.TryUpdate(facility, now, last);
        return said.TryAdd(facility, now);
    }
}
