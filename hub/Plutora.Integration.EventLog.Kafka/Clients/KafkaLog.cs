using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Plutora.Integration.EventLog.Kafka.Clients;

/// <summary>What the engine tells its log.</summary>
internal static partial class KafkaLog
{
    /// <summary>Passes on what librdkafka says. What it calls an error it mostly mends itself; what it cannot mend reaches a caller.</summary>
    public static void Write(ILogger logger, LogMessage message)
    {
        if (message.Level <= SyslogLevel.Warning) logger.ClientSaid(message.Facility, message.Message);
        else logger.ClientMentioned(message.Facility, message.Message);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka's client ({Facility}): {Said}")]
    private static partial void ClientSaid(this ILogger logger, string facility, string said);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Kafka's client ({Facility}): {Said}")]
    private static partial void ClientMentioned(this ILogger logger, string facility, string said);

    [LoggerMessage(Level = LogLevel.Information, Message = "The state kept in '{Folder}' was thrown away ({Reason}) and is rebuilt from the log.")]
    public static partial void CacheDropped(this ILogger logger, string folder, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilding the state from the log: {Read} of about {All} records read.")]
    public static partial void CacheProgress(this ILogger logger, long read, long all);

    [LoggerMessage(Level = LogLevel.Error, Message = "The log's state cannot be followed; trying again.")]
    public static partial void TailFailed(this ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group '{Group}' could not take up its new share of the work; trying again.")]
    public static partial void SettleFailed(this ILogger logger, string group, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group '{Group}': reading failed: {Reason}")]
    public static partial void MemberFailed(this ILogger logger, string group, string reason);
}
