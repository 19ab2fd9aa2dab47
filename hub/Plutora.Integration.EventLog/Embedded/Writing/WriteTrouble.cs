namespace Plutora.Integration.EventLog.Embedded.Writing;

/// <summary>
/// Remembers that the storage refused a write: until one as large goes through, since small ones may while large ones do not, or until none was refused for a
/// while, since nobody may send the large one again. Written by the writer's thread alone.
/// </summary>
internal sealed class WriteTrouble(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private volatile Refusal? last;

    public string? Current => last is { } refusal && time.GetUtcNow() - refusal.At < Memory ? refusal.Reason : null;

    public void Refused(long bytes, LogException reason)
    {
        if (reason.Error is LogError.StorageFull or LogError.StorageFailed) last = new(bytes, reason.Message, time.GetUtcNow());
    }

    public void Written(long bytes)
    {
        if (last is { } refusal && bytes >= refusal.Bytes) last = null;
    }

    private sealed record Refusal(long Bytes, string Reason, DateTimeOffset At);
}
