using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Hub.Runtime.Plugins;

internal static partial class PluginHostLog
{
    [LoggerMessage(1, LogLevel.Information, "Loaded connector {Connector} {Version} from {Folder}, built against SDK {Sdk}, content {Sha256}")]
    public static partial void Loaded(this ILogger logger, string connector, string version, string folder, string sdk, string sha256);

    [LoggerMessage(2, LogLevel.Error, "Plugin in {Folder} refused ({Kind}): {Fault}")]
    public static partial void Refused(this ILogger logger, string folder, PluginFaultKind kind, string fault);

    [LoggerMessage(3, LogLevel.Information, "{Message}")]
    public static partial void Unloaded(this ILogger logger, string message);

    [LoggerMessage(4, LogLevel.Warning, "{Message}")]
    public static partial void Leaked(this ILogger logger, string message);

    [LoggerMessage(5, LogLevel.Warning, "Folder {Folder} of a plugin no longer in use could not be deleted; it is tried again at the next start")]
    public static partial void NotDeleted(this ILogger logger, Exception fault, string folder);

    [LoggerMessage(6, LogLevel.Error, "Disposing the container of connector {Connector} failed")]
    public static partial void DisposeFailed(this ILogger logger, Exception fault, string connector);
}
