namespace Plutora.Integration.Hub.Runtime.Receive;

/// <summary>
/// Lanes in which deliveries are stored: two of the same id never run beside each other, so that a repetition sees what the first one
/// stored; different ones share a commit.
/// </summary>
internal sealed class ReceiveLanes(int count) : IDisposable
{
    private readonly SemaphoreSlim[] _lanes = [.. Enumerable.Range(0, count).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the lane of a key.</summary>
    public async Task<Hold> EnterAsync(string key, CancellationToken cancellationToken)
    {
        var lane = (int)((uint)key.GetHashCode(StringComparison.Ordinal) % (uint)_lanes.Length);
        await _lanes[lane].WaitAsync(cancellationToken).ConfigureAwait(false);
        return new(_lanes[lane]);
    }

    public void Dispose()
    {
        foreach (var lane in _lanes)
        {
            lane.Dispose();
        }
    }

    /// <summary>A lane that is held until disposal.</summary>
    internal readonly struct Hold(SemaphoreSlim lane) : IDisposable
    {
        public void Dispose() => lane.Release();
    }
}
