namespace Plutora.Integration.Sdk.Http.Limits;

/// <summary>Spreads requests: for tools that ask for so many a second, where waiting a moment beats stopping the read.</summary>
/// <param name="pace">Least time between two starts; zero for none.</param>
/// <param name="time">The clock.</param>
internal sealed class RequestPace(TimeSpan pace, TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Waits for the next free moment and takes it.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        if (pace <= TimeSpan.Zero)
        {
            return Task.CompletedTask;
        }

        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            wait = _next > now ? _next - now : TimeSpan.Zero;
            _next = now + wait + pace;
        }

        return wait == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, time, cancellationToken);
    }
}
