namespace Plutora.Integration.EventLog.Kafka.Clients;

/// <summary>
/// Names a process among those of the log, the same at its next start: so it takes its own transactional ids over again, and ends what it left open.
/// It lies in the folder that is this process's alone.
/// </summary>
internal static class MemberId
{
    private const int Bytes = 6;

    public static string Of(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "member");
        if (File.Exists(file) && File.ReadAllText(file) is { Length: Bytes * 2 } known && known.All(char.IsAsciiHexDigitLower)) return known;
        var made = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, Bytes));
        File.WriteAllText(file, made);
        return made;
    }
}
