using Plutora.Integration.EventLog.Copying;
using Plutora.Integration.EventLog.Embedded.Storage;

namespace Plutora.Integration.EventLog.Embedded.Whole;

/// <summary>Marks of a copy in the log's file: on the source that it was moved, on the copy that it is not complete yet, or what it is a copy of.</summary>
internal static class LogMarks
{
    public const string Moved = "moved";
    public const string Unfinished = "unfinished";
    public const string CopiedFrom = "copied_from";

    public static string? Read(Database database, string mark)
    {
        using var rows = database.Prepare("SELECT value FROM meta WHERE name = ?").Bind().Add(mark);
        return rows.Step() ? rows.Text(0) : null;
    }

    public static void Write(Database database, string mark, string? value)
    {
        if (value is null) database.Prepare("DELETE FROM meta WHERE name = ?").Bind().Add(mark).Run();
        else database.Prepare("INSERT INTO meta(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value").Bind().Add(mark).Add(value).Run();
    }

    public static MovedMark? ReadMoved(Database database) => Read(database, Moved) is { } text ? MovedMark.Read(text) : null;

    /// <summary>Refuses a log that no hub may start on.</summary>
    public static void Check(Database database, string path)
    {
        if (ReadMoved(database) is { } moved) throw new LogException(LogError.Moved, moved.Sentence($"'{path}'"));
        if (Read(database, Unfinished) is not null)
            throw new LogException(LogError.Moved, $"The event log '{path}' is a copy that is not complete. Finish it with the same 'plutora log copy' again, or give it up with --abandon.");
    }
}
