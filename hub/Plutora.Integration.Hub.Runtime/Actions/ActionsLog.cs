using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Hub.Runtime.Actions;

internal static partial class ActionsLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Actions cannot be dispatched now and are tried again at {At}.")]
    public static partial void DispatcherFailed(this ILogger logger, Exception fault, DateTimeOffset at);

    [LoggerMessage(Level = LogLevel.Error, Message = "Requests of the actions' inbox cannot be taken now; the next try is at {At}.")]
    public static partial void InboxFailed(this ILogger logger, Exception fault, DateTimeOffset at);

    [LoggerMessage(Level = LogLevel.Information, Message = "Action '{Id}' is left where it stands and taken up from there: {Reason}")]
    public static partial void ActionLeft(this ILogger logger, string id, string reason);
}
