using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Hub.Runtime.CdEvents;

/// <summary>What the CDEvents of the hub say to the log of the process.</summary>
internal static partial class CdEventsLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The projection to CDEvents failed and takes up its work again at {RetryAt:O}.")]
    public static partial void ProjectorFailed(this ILogger logger, Exception exception, DateTimeOffset retryAt);

    [LoggerMessage(Level = LogLevel.Error, Message = "No CDEvent can be told of '{Topic}', partition {Partition}, offset {Offset}.")]
    public static partial void NotProjected(this ILogger logger, Exception exception, string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Receiver '{Receiver}': {Reason} Tried again at {RetryAt:O}.")]
    public static partial void ReceiverFailed(this ILogger logger, string receiver, string reason, DateTimeOffset retryAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Receiver '{Receiver}': event '{Event}' goes to dead letter: {Reason}")]
    public static partial void EventSetAside(this ILogger logger, string receiver, string @event, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Receiver '{Receiver}' takes events again.")]
    public static partial void ReceiverRecovered(this ILogger logger, string receiver);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending to receiver '{Receiver}' failed and is taken up again at {RetryAt:O}.")]
    public static partial void DeliveryFailed(this ILogger logger, Exception exception, string receiver, DateTimeOffset retryAt);
}
