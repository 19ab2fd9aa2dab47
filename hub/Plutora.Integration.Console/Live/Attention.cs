using Plutora.Integration.Hub.Runtime.Actions;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Mappings;
using Plutora.Integration.Hub.Runtime.Mappings.Drift;
using Plutora.Integration.Hub.Runtime.Scanning;

namespace Plutora.Integration.WebConsole.Live;

/// <summary>What waits for a person, for all who look: it is looked up once for everybody, every few seconds at most, and each is shown what their scope holds.</summary>
/// <param name="hub">The hub.</param>
public sealed class Attention(HubRuntime hub) : IDisposable
{
    /// <summary>Most dead letters that are counted.</summary>
    public const int MostDeadLetters = 10_000;

    private const int MostActions = 1_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Looked? _last;

    /// <summary>What waits, a few seconds old at most.</summary>
    /// <param name="sees">Which instances count.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<Waiting> LookAsync(Func<string, bool> sees, CancellationToken cancellationToken)
    {
        if (Current() is { } known)
        {
            return Of(known, sees);
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Of(Current() ?? (_last = await LookAnewAsync(cancellationToken).ConfigureAwait(false)), sees);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private Looked? Current() => _last is { } last && hub.Time.GetUtcNow() - last.At < Fresh ? last : null;

    // Without their payloads: a look is kept, and letters may be large.
    private async Task<Looked> LookAnewAsync(CancellationToken cancellationToken) => new(
        hub.Time.GetUtcNow(),
        [.. (await hub.DeadLetters.ListAsync(MostDeadLetters, cancellationToken).ConfigureAwait(false)).Select(d => d.Instance)],
        await hub.Unmapped.ListAsync(null, cancellationToken).ConfigureAwait(false),
        await hub.Drift.ListAsync(null, cancellationToken).ConfigureAwait(false),
        (await hub.Actions.ListAsync(null, MostActions, a => a.Status == ActionStatus.Unknown, cancellationToken).ConfigureAwait(false)).Actions,
        await hub.Scans.HeldAsync(cancellationToken).ConfigureAwait(false));

    private static Waiting Of(Looked looked, Func<string, bool> sees) => new(
        looked.DeadLetters.Count(sees),
        looked.Unmapped.Count(u => sees(u.Instance)),
        looked.Drift.Count(d => sees(d.Instance) && (d.New.Count > 0 || d.Vanished.Count > 0)),
        looked.Unknown.Count(a => sees(a.Instance)),
        [.. looked.Held.Where(h => sees(h.Instance))]);

    private sealed record Looked(
        DateTimeOffset At, IReadOnlyList<string> DeadLetters, IReadOnlyList<UnmappedCount> Unmapped, IReadOnlyList<StreamDrift> Drift, IReadOnlyList<ActionEntry> Unknown, IReadOnlyList<HeldDeletions> Held);
}

/// <summary>What waits for a person.</summary>
/// <param name="DeadLetters">Dead letters.</param>
/// <param name="Unmapped">Values without a place.</param>
/// <param name="Drift">Streams whose records changed their form.</param>
/// <param name="UnknownActions">Actions of which nobody knows what became.</param>
/// <param name="Held">Deletions that are held.</param>
public sealed record Waiting(int DeadLetters, int Unmapped, int Drift, int UnknownActions, IReadOnlyList<HeldDeletions> Held)
{
    /// <summary>Nothing waits.</summary>
    public static Waiting Nothing { get; } = new(0, 0, 0, 0, []);
}
