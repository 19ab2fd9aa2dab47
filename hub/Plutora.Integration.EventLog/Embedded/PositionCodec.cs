using System.Globalization;

namespace Plutora.Integration.EventLog.Embedded;

/// <summary>Positions of the embedded log: its name, a dot, and the sequence of the last record read. One sequence runs through all topics, so one number places a read of many.</summary>
internal sealed class PositionCodec(string logName, string? copiedFrom = null, Func<long, long>? translate = null)
{
    private readonly string prefix = logName + ".";

    public LogPosition Write(long sequence) => new(string.Create(CultureInfo.InvariantCulture, $"{prefix}{sequence}"));

    /// <summary>The sequence behind which reading begins.</summary>
    public long Resolve(LogStart start, long committed) => start switch
    {
        LogStart.EarliestStart => 0,
        LogStart.LatestStart => committed,
        LogStart.AfterStart after => Read(after.Position, committed),
        _ => throw new ArgumentOutOfRangeException(nameof(start)),
    };

    /// <summary>The sequence that a position of this log holds.</summary>
    public static long SequenceOf(LogPosition position) => long.Parse(position.Value.AsSpan(position.Value.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private long Read(LogPosition position, long committed)
    {
        var text = position.Value ?? "";
        if (copiedFrom is not null && text.Length > copiedFrom.Length && text[copiedFrom.Length] == '.' && text.StartsWith(copiedFrom, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(copiedFrom.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var before))
            return translate!(before);
        return text.StartsWith(prefix, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence <= committed
            ? sequence
            : throw new LogException(LogError.ForeignPosition,
                $"Position '{text}' is not one of log '{logName}': it was given by another log, or before this one was restored. Read from the earliest record, or from a position this log gave.");
    }
}
