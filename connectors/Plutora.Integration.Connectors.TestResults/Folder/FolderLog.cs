using Microsoft.Extensions.Logging;

namespace Plutora.Integration.Connectors.TestResults.Folder;

/// <summary>What the watching of folders writes to the log.</summary>
internal static partial class FolderLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{File} is young or lacks its end; it is left for the next look.")]
    public static partial void FileLeftForLater(this ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Reason}")]
    public static partial void FileTellsNothing(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} cannot be read now; it is tried again with the next look.")]
    public static partial void FileCannotBeRead(this ILogger logger, Exception exception, string file);
}
