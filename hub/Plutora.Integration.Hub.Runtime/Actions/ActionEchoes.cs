using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Owning;

namespace Plutora.Integration.Hub.Runtime.Actions;

/// <summary>Sees to it that the change of an action is known as its own, also where the tool's webhook comes before its answer (rule 28 of state).</summary>
internal sealed class ActionEchoes(IEventLog log, OwnerTopic owners, HoldSignals signals, TimeProvider time)
{
    // Behind a long queue the owner takes longer; the action is not kept waiting for that.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks the owner of the target to let what records say of it wait; to be kept before the tool is asked.</summary>
    public IReadOnlyList<LogEntry> Hold(ActionEntry action) => action.Target is { } target ? Ask(new HoldBack(target, action.Id, time.GetUtcNow() + Echoes.Longest)) : [];

    /// <summary>Lets it go on, with what is to be looked out for.</summary>
    public IReadOnlyList<LogEntry> Release(ActionEntry action) => action.Target is { } target
        ? Ask(new Release(target, action.Id, action.Status switch
        {
            ActionStatus.Succeeded or ActionStatus.Running => new(action.Id, action.RecordVersion, time.GetUtcNow() + Echoes.Expected),
            ActionStatus.Unknown or ActionStatus.Dispatched => new(action.Id, null, time.GetUtcNow() + Echoes.Expected) { Open = true },
            // The tool said that it did nothing.
            _ => null,
        }))
        : [];

    /// <summary>Waits until the owner lets what records say of the target wait: a webhook that comes from then on does.</summary>
    /// <param name="action">The action.</param>
    /// <param name="ask">Keeps the question to the owner.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task HeldAsync(ActionEntry action, Func<Task> ask, CancellationToken cancellationToken)
    {
        var held = signals.Of(action.Id);
        try
        {
            await ask().ConfigureAwait(false);
            if (action.Target is null)
            {
                return;
            }

            // The owner may be in another process, whose state is seen here a moment later.
            var started = time.GetTimestamp();
            while (!held.IsCompleted && time.GetElapsedTime(started) < LongestWait && !await IsHeldAsync(action, cancellationToken).ConfigureAwait(false))
            {
                await held.WaitAsync(Look, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            signals.Forget(action.Id);
        }
    }

    private async Task<bool> IsHeldAsync(ActionEntry action, CancellationToken cancellationToken) =>
        await log.GetStateAsync(OwnerBatch.EntityStore, action.Target!, cancellationToken).ConfigureAwait(false) is { } stored
        && EntityStateFormat.Read(stored, action.Target!) is var state
        && (state.Held?.Action == action.Id || state.Echoes.Any(e => e.Action == action.Id));

    private List<LogEntry> Ask(OwnerMessage message) => [.. owners.Entries(owners.PartitionOf(message), [message])];
}
