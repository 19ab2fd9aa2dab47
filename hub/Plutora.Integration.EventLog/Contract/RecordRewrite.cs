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
    /// <param name="value">The value.</param>
    /// <param name="appended">Headers that a record appended in the place of this one carries besides; an engine that changes in place leaves headers as they are.</param>
    public static RecordRewrite With(ReadOnlyMemory<byte> value, params IReadOnlyList<KeyValuePair<string, string>> appended) => new Replaced(value, appended);

    /// <summary>It stays as it is.</summary>
    public sealed record Kept : RecordRewrite;

    /// <summary>It goes.</summary>
    public sealed record Removed : RecordRewrite;

    /// <summary>Another value stands in its place.</summary>
    /// <param name="Value">The value.</param>
    /// <param name="Appended">Headers that a record appended in the place of this one carries besides.</param>
    public sealed record Replaced(ReadOnlyMemory<byte> Value, IReadOnlyList<KeyValuePair<string, string>> Appended) : RecordRewrite;
}

/// <summary>What a rewrite did.</summary>
/// <param name="Examined">Records looked at.</param>
/// <param name="Replaced">Of these, records that have another value.</param>
/// <param name="Removed">Of these, records that are gone.</param>
/// <param name="GoneBy">By when nothing of the former values is left in the log's storage; null when nothing is left now, <see cref="DateTimeOffset.MaxValue"/> when a topic that keeps every record for ever held some.</param>
public sealed record RewriteOutcome(long Examined, long Replaced, long Removed, DateTimeOffset? GoneBy);
