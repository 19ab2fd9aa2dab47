using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>Backs the log up while the hub runs, into the folder <c>backups</c> of its home.</summary>
internal static class LogApi
{
    public static void MapLog(this IEndpointRouteBuilder api) => api.MapPost("/log/backup", async (BackupRequest request, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
    {
        AuditFilter.Note(http, request.File);
        if (runtime.Log is not ILogBackup log)
        {
            return Problems.Of(StatusCodes.Status409Conflict, "This hub's log is not embedded; back it up with its own tools.");
        }

        if (string.IsNullOrWhiteSpace(request.File) || request.File != Path.GetFileName(request.File) || request.File.StartsWith('.'))
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, $"'file' must be the name of a file, without a folder: backups are written to '{runtime.Home.BackupFolder}' on the hub's machine.");
        }

        Directory.CreateDirectory(runtime.Home.BackupFolder);
        var file = Path.Combine(runtime.Home.BackupFolder, request.File);
        try
        {
            return Results.Json(new BackupAnswer(file, await log.BackupAsync(file, ct)), ApiJson.Default.BackupAnswer, statusCode: StatusCodes.Status201Created);
        }
        catch (LogException refused) when (refused.Error == LogError.Invalid)
        {
            return Problems.Of(StatusCodes.Status409Conflict, refused.Message);
        }
    }).Needs(Role.Administrator).Produces<BackupAnswer>(StatusCodes.Status201Created);
}

/// <summary>Where a backup is to be.</summary>
/// <param name="File">Name of the file.</param>
internal sealed record BackupRequest(string? File);

/// <summary>A backup.</summary>
/// <param name="File">Its path on the hub's machine.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record BackupAnswer(string File, long Bytes);
