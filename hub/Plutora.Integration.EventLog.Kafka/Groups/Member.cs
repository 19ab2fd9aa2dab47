using Confluent.Kafka;
using Plutora.Integration.EventLog.Kafka.Clients;
using Plutora.Integration.EventLog.Kafka.Clients.Native;
using Plutora.Integration.EventLog.Kafka.Topics;

namespace Plutora.Integration.EventLog.Kafka.Groups;

/// <summary>
/// A member of a group, on a thread of its own that polls whatever its caller does, so that the group shares its work anew without waiting for him.
/// Kafka's protocol deals out the partitions of the topic of shares; partition p of every topic of the filter goes with share p.
/// </summary>
internal sealed class Member : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RoomSoon = TimeSpan.FromMilliseconds(500);

    private readonly KafkaCluster kafka;
    private readonly Catalog catalog;
    private readonly LogSubscription subscription;
    private readonly Func<Member, bool, Task<Settlement>> settle;
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim acknowledging = new(1, 1);
    private HashSet<int> shares = [];
    private Task run = Task.CompletedTask;
    private int generation;
    private bool joined;
    private volatile Exception? unsettled;
    private bool paused;
    private List<(KafkaPartition Partition, long From)> assigned = [];

    /// <summary>Makes a member that has not joined yet.</summary>
    /// <param name="kafka">The cluster.</param>
    /// <param name="catalog">The log's topics.</param>
    /// <param name="subscription">What it asks for.</param>
    /// <param name="claims">What it holds.</param>
    /// <param name="settle">Gives what the group has acknowledged; told whether the work was shared anew, when the log's state is to be caught up with as well.</param>
    public Member(KafkaCluster kafka, Catalog catalog, LogSubscription subscription, Claims claims, Func<Member, bool, Task<Settlement>> settle)
    {
        (this.kafka, this.catalog, this.subscription, Claims, this.settle) = (kafka, catalog, subscription, claims, settle);
        Reader = kafka.Clients.Member(kafka.Names.Group(subscription.Group), Math.Max(1024, subscription.MaxBytes / 1024), Assigned, Revoked);
    }

    public string Group => subscription.Group;

    public Claims Claims { get; }

    public GroupReader Reader { get; }

    /// <summary>Why it cannot read, when it cannot.</summary>
    public Error? Fault { get; private set; }

    /// <summary>Joins, and returns when the group has given it its share.</summary>
    public async Task JoinAsync(CancellationToken ct)
    {
        Reader.Subscribe(kafka.Names.Shares);
        run = KafkaCluster.BlockAsync(Run);
        _ = FollowCatalogAsync();
        await SettledAsync(kafka.Options.OperationTimeout + kafka.Options.SessionTimeout, ct).ConfigureAwait(false);
    }

    /// <summary>Waits while the group shares its work anew.</summary>
    public async Task SettledAsync(TimeSpan limit, CancellationToken ct)
    {
        var started = kafka.Options.Time.GetTimestamp();
        while (true)
        {
            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, typeof(ILogConsumer));
            var changed = Claims.Changed.Next;
            if (Claims.IsSettled) return;
            var left = limit - kafka.Options.Time.GetElapsedTime(started);
            if (Fault is { } refused && KafkaFault.IsForbidden(refused)) throw KafkaFault.Of(refused, $"join group '{Group}'", kafka.Rights.Reading(refused, Group));
            if (left <= TimeSpan.Zero) throw Fault is { } fault ? KafkaFault.Of(fault, $"join group '{Group}'", null) : unsettled as LogException ?? KafkaFault.TimedOut($"give a member of group '{Group}' its share", limit);
            await Task.WhenAny(changed.WaitAsync(left, kafka.Options.Time, ct), kafka.Farewell.Over).ConfigureAwait(false);
            if (kafka.Farewell.IsOver) throw Farewell.Left($"give a member of group '{Group}' its share");
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The partitions of its shares.</summary>
    public List<CatalogPartition> Wanted() => [.. catalog.Matching(subscription.Topics).Where(partition => shares.Contains(partition.Number % kafka.Options.Shares))];

    /// <summary>Runs what acknowledges, one at a time and while it is known what is held.</summary>
    public async Task<T> AcknowledgingAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        while (true)
        {
            await SettledAsync(kafka.Options.OperationTimeout, ct).ConfigureAwait(false);
            await acknowledging.WaitAsync(ct).ConfigureAwait(false);
            try
            {
                if (Claims.IsSettled) return await work().ConfigureAwait(false);
            }
            finally
            {
                acknowledging.Release();
            }
        }
    }

    /// <summary>Looks anew at what the group has acknowledged, when it is not known what became of a commit.</summary>
    public void Doubt()
    {
        Claims.Unsettle();
        _ = SettleAsync(generation, rebalanced: true);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        Claims.Changed.Pulse();
        await Task.WhenAny(run, kafka.Farewell.Over).ConfigureAwait(false);
        if (!run.IsCompleted)
        {
            kafka.Farewell.LeaveUntold(Group);
            return;
        }

        Reader.Dispose();
        Claims.Dispose();
    }

    private void Assigned(IReadOnlyList<int> given)
    {
        shares = [.. given];
        joined = true;
        Claims.Unsettle();
        _ = SettleAsync(++generation, rebalanced: true);
    }

    private void Revoked()
    {
        assigned = [];
        generation++;
        joined = false;
        Claims.Unsettle();
    }

    private async Task SettleAsync(int of, bool rebalanced)
    {
        while (!stop.IsCancellationRequested && of == Volatile.Read(ref generation))
        {
            try
            {
                await acknowledging.WaitAsync(stop.Token).ConfigureAwait(false);
                try
                {
                    var (wanted, acknowledged) = await settle(this, rebalanced).ConfigureAwait(false);
                    if (of != Volatile.Read(ref generation)) return;
                    Claims.Settle(wanted, acknowledged, keep: !rebalanced);
                    unsettled = null;
                    return;
                }
                finally
                {
                    acknowledging.Release();
                }
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it was: a member that gave up here would hold its share and read nothing.
                unsettled = fault;
                kafka.Options.Logger.SettleFailed(Group, fault);
                await Task.Delay(TimeSpan.FromSeconds(1), kafka.Options.Time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowCatalogAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var changed = catalog.Changed.Next;
            if (joined && Claims.IsSettled && !Claims.All().Select(claim => (claim.Kafka, claim.Partition.Topic.Id)).ToHashSet().SetEquals(
                Wanted().Select(partition => (partition.Kafka, partition.Topic.Id))))
                await SettleAsync(Volatile.Read(ref generation), rebalanced: false).ConfigureAwait(false);
            // A settling that ran meanwhile may have read the list before the change: look again soon.
            await ((Task)changed.WaitAsync(TimeSpan.FromSeconds(1), kafka.Options.Time, stop.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Run()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (Claims.IsMoved) Assign();
                Throttle();
                if (Reader.Next(Poll))
                {
                    if (Reader.Record.Error is { } error) throw new KafkaException(error);
                    Claims.Fetch(Reader.Record);
                }

                // A right that is missing is told once; until it is given nothing comes.
                if (Fault is not { } told || !KafkaFault.IsForbidden(told) || Claims.IsSettled) Fault = null;
            }
            catch (KafkaException fault)
            {
                if (Fault?.Code != fault.Error.Code) kafka.Options.Logger.MemberFailed(Group, fault.Error.Reason);
                Fault = fault.Error;
                stop.Token.WaitHandle.WaitOne(Poll);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        try
        {
            Reader.Close();
        }
        catch (KafkaException)
        {
            // The group notices by itself that the member is gone.
        }
    }

    /// <summary>Reads from where the claims stand.</summary>
    private void Assign()
    {
        try
        {
            assigned = Claims.ReadFrom();
            Reader.Assign(assigned);
            paused = false;
        }
        catch
        {
            Claims.NotRead();
            throw;
        }
    }

    /// <summary>Fetches nothing more while enough is fetched, and goes on polling for the group.</summary>
    /// <remarks>
    /// A caller at work makes room in moments, which are waited for: pausing throws away what librdkafka has fetched ahead, and a resumed partition may stand still for a second.
    /// </remarks>
    private void Throttle()
    {
        var full = paused ? Claims.IsFull : !Claims.WaitForRoom(RoomSoon, stop.Token);
        if (full == paused || assigned.Count == 0) return;
        KafkaPartition[] partitions = [.. assigned.Select(each => each.Partition)];
        if (full) Reader.Pause(partitions);
        else Reader.Resume(partitions);
        paused = full;
    }
}

/// <summary>What a member holds from now on, and what the group has acknowledged of it: of these partitions, so that one whose topic was made meanwhile is not taken for new.</summary>
internal sealed record Settlement(IReadOnlyList<CatalogPartition> Wanted, IReadOnlyDictionary<KafkaPartition, long> Acknowledged);
