using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Hub.Runtime.Sharing;

/// <summary>What a hub that shares its log tells.</summary>
internal static partial class SharingLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The hubs share the instances anew: this one reads those of {Held} of {All} partitions.")]
    public static partial void ShareChanged(this ILogger logger, int held, int all);

    [LoggerMessage(Level = LogLevel.Error, Message = "What another hub changed ({Stores}) could not be taken up; trying again.")]
    public static partial void NotFollowed(this ILogger logger, Exception fault, string stores);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Fault}")]
    public static partial void ConnectorNotFollowed(this ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A read that was asked for here could not be handed to the hub that reads the instance.")]
    public static partial void ReadNotHandedOver(this ILogger logger, Exception fault);
}
