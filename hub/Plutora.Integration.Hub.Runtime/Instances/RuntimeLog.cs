using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>What the runtime says to the log of the process.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Instance '{Instance}' is running: {Check}")]
    public static partial void InstanceRunning(this ILogger logger, string instance, string check);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance '{Instance}': {Reason} Tried again at {RetryAt:O}.")]
    public static partial void InstanceBacksOff(this ILogger logger, string instance, string reason, DateTimeOffset retryAt);

    [LoggerMessage(Level = LogLevel.Error, Message = "Instance '{Instance}' stopped: {Reason}")]
    public static partial void InstanceFailed(this ILogger logger, string instance, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Instance '{Instance}': the connector threw what its contract does not know.")]
    public static partial void ConnectorDefect(this ILogger logger, Exception exception, string instance);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instance '{Instance}', stream '{Stream}': {Read} records read, {Stored} new or changed.")]
    public static partial void StreamRead(this ILogger logger, string instance, string stream, long read, long stored);

    [LoggerMessage(Level = LogLevel.Error, Message = "The normalizer failed and takes up its work again at {RetryAt:O}.")]
    public static partial void NormalizerFailed(this ILogger logger, Exception exception, DateTimeOffset retryAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old delivery ids could not be forgotten; it is tried again in an hour.")]
    public static partial void DeliveriesNotForgotten(this ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A record of '{Topic}' goes to dead letter: {Reason}")]
    public static partial void RecordSetAside(this ILogger logger, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Instance '{Instance}': mapping {File}({Line},{Column}): {Message}")]
    public static partial void MappingFault(this ILogger logger, string instance, string file, int line, int column, string message);
}
