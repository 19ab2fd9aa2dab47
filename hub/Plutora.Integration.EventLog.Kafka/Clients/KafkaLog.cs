using Microsoft.Extensions.Logging;

namespace Plutora.Integration.EventLog.Kafka.Clients;

/// <summary>What the engine tells its log.</summary>
internal static partial class KafkaLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka's client ({Facility}): {Said}")]
    public static partial void ClientSaid(this ILogger logger, string facility, string said);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Kafka's client ({Facility}): {Said}")]
    public static partial void ClientMentioned(this ILogger logger, string facility, string said);

    [LoggerMessage(Level = LogLevel.Information, Message = "The state kept in '{Folder}' was thrown away ({Reason}) and is rebuilt from the log.")]
    public static partial void CacheDropped(this ILogger logger, string folder, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilding the state from the log: {Read} of about {All} records read.")]
    public static partial void CacheProgress(this ILogger logger, long read, long all);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The newest of the log's state could not be kept in '{File}'; the next start reads it again from the log.")]
    public static partial void CacheUnsaved(this ILogger logger, string file, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The log's state cannot be followed; trying again.")]
    public static partial void TailFailed(this ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group '{Group}' could not take up its new share of the work; trying again.")]
    public static partial void SettleFailed(this ILogger logger, string group, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group '{Group}': reading failed: {Reason}")]
    public static partial void MemberFailed(this ILogger logger, string group, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not every broker says who is in group '{Group}', so what gone processes left open is not ended early; it ends by the brokers' time limit.")]
    public static partial void NotFenced(this ILogger logger, string group);

    [LoggerMessage(Level = LogLevel.Error, Message = "No broker at '{Servers}' answers ({Reason}). Nothing can be stored until one does.")]
    public static partial void BrokersAway(this ILogger logger, string servers, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended while no broker at '{Servers}' answers: they were not told that this process leaves its groups ({Groups}), so they deal out its work {Seconds} s after they answer again, and what it was writing is stored whole or not at all.")]
    public static partial void LeftUntold(this ILogger logger, string servers, string groups, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Readers of '{Topic}', partition {Partition}, stand still at offset {Offset}, behind a transaction that the brokers left open. It does not end by itself: {Remedy}")]
    public static partial void StandsStill(this ILogger logger, string topic, int partition, long offset, string remedy);

    [LoggerMessage(Level = LogLevel.Information, Message = "Readers of '{Topic}', partition {Partition}, go on at offset {Offset}.")]
    public static partial void GoesOn(this ILogger logger, string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Information, Message = "The brokers answer again.")]
    public static partial void BrokersBack(this ILogger logger);
}
