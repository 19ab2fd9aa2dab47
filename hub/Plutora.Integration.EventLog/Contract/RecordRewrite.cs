namespace Plutora.Integration.EventLog;

/// <summary>What becomes of a kept record when the log is rewritten.</summary>
public abstract record RecordRewrite
{
    private RecordRewrite()
    {
    }

    /// <summary>It stays as it is.</summary>
    public static RecordRewrite Keep { get; } = new Kept();

    /// <summary>It goes.</summary>
    public static RecordRewrite Remove { get; } = new Removed();

    /// <summary>Another value stands in its place.</summary>
    public static RecordRewrite With(ReadOnlyMemory<byte> value) => new Replaced(value);

    /// <summary>It stays as it is.</summary>
    public sealed record Kept : RecordRewrite;

    /// <summary>It goes.</summary>
    public sealed record Removed : RecordRewrite;

    /// <summary>Another value stands in its place.</summary>
    /// <param name="Value">The value.</param>
    public sealed record Replaced(ReadOnlyMemory<byte> Value) : RecordRewrite;
}

/// <summary>What a rewrite did.</summary>
/// <param name="Examined">Records looked at.</param>
/// <param name="Replaced">Of these, records that have another value.</param>
/// <param name="Removed">Of these, records that are gone.</param>
/// <param name="GoneBy">By when nothing of the former values is left in the log's storage; null when nothing is left now.</param>
public sealed record RewriteOutcome(long Examined, long Replaced, long Removed, DateTimeOffset? GoneBy);
