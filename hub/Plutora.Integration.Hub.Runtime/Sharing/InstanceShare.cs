using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;

namespace Plutora.Integration.Hub.Runtime.Sharing;

/// <summary>
/// Which instances this hub reads, where several share a log. The log's own group protocol deals out the partitions of an empty topic, and an instance belongs to
/// the partition of its id: so each is read by one hub, and by another within moments when that one is gone. A hub that is alone with its log reads all.
/// </summary>
public sealed class InstanceShare(IEventLog log, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>The group, and the topic whose partitions it shares. Nothing is ever written there.</summary>
    public const string Group = "instances";

    private const int Partitions = 24;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    // While the hubs share anew nothing is known; who is alone in not knowing for so long has lost its share.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private FrozenSet<int>? _held;
    private Task _following = Task.CompletedTask;

    /// <summary>Whether this hub reads an instance.</summary>
    public bool Owns(string instance) => Volatile.Read(ref _held) is not { } held || held.Contains(Partitioner.PartitionOf(instance, Partitions));

    /// <summary>Makes the topic whose partitions are shared, where the log is shared.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (log is ISharedLog)
        {
            await log.EnsureTopicAsync(new(Group, Partitions, TopicRetention.Delete(TimeSpan.FromDays(1))), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a share of the instances, where the log is shared, and tells of each change of it. <see cref="EnsureAsync"/> comes before.</summary>
    /// <param name="changed">Told when instances came or went; not again before it has returned.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task JoinAsync(Func<CancellationToken, Task> changed, CancellationToken cancellationToken)
    {
        if (log is not ISharedLog)
        {
            return;
        }

        var member = await log.SubscribeAsync(new(Group, TopicFilter.Exact(Group), LogStart.Earliest), cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _held, HeldBy(member));
        _following = Task.Run(() => FollowAsync(member, changed, _stop.Token), CancellationToken.None);
    }

    /// <summary>Gives the share back at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static FrozenSet<int> HeldBy(ILogConsumer member) => member.Assigned.Select(p => p.Partition).ToFrozenSet();

    private async Task FollowAsync(ILogConsumer member, Func<CancellationToken, Task> changed, CancellationToken cancellationToken)
    {
        await using var leaving = member.ConfigureAwait(false);
        using var often = new PeriodicTimer(Look, time);
        var known = time.GetTimestamp();
        while (await often.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            var held = HeldBy(member);
            if (held.Count > 0)
            {
                known = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(known) < Patience)
            {
                continue;
            }

            if (held.SetEquals(Volatile.Read(ref _held)!))
            {
                continue;
            }

            Volatile.Write(ref _held, held);
            logger.ShareChanged(held.Count, Partitions);
            await changed(cancellationToken).ConfigureAwait(false);
        }
    }
}
