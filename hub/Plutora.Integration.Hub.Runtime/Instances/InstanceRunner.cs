using Microsoft.Extensions.Logging;
using Plutora.Integration.Hub.Runtime.Plugins.Journal;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>Keeps one instance at work: opens it, reads its streams on schedule, and starts it again with backoff when it fails.</summary>
public sealed class InstanceRunner(
    InstanceDefinition definition,
    ConnectorDescriptor descriptor,
    Func<CancellationToken, Task<ConnectorInstance>> open,
    InstanceWork work,
    HeldBackInstance? heldBack,
    IReadOnlyList<string> mappingFaults,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly InstanceProgress _progress = new(time, mappingFaults);
    private readonly ReadRequests _requests = new();
    private readonly ReadingTurn _turn = new();
    private volatile ConnectorInstance? _connector;
    private Task _loop = Task.CompletedTask;

    /// <summary>The instance as configured.</summary>
    public InstanceDefinition Definition => definition;

    /// <summary>What its connector can do.</summary>
    public ConnectorDescriptor Descriptor => descriptor;

    /// <summary>What it is doing now.</summary>
    public InstanceState State => _progress.Snapshot() with { RateLimits = _connector?.RateLimits ?? [] };

    /// <summary>The opened connector, or null while it is not open.</summary>
    public ConnectorInstance? Connector => _connector;

    /// <summary>Told of a read that was asked for here while another hub reads the instance.</summary>
    public Action<string, ReadMode> Elsewhere { get; init; } = static (_, _) => { };

    /// <summary>Says whether this hub reads the instance, or another one that shares the log. The connector stays open for webhooks, which may reach any hub.</summary>
    public void Assign(bool here)
    {
        _turn.Set(here);
        _requests.Wake();
    }

    /// <summary>Begins. A paused instance is opened, so that webhooks can be parsed, but not read.</summary>
    public void Start() => _loop = Task.Run(() => LoopAsync(_stop.Token), CancellationToken.None);

    /// <summary>Asks for a read of a stream as soon as possible.</summary>
    /// <param name="stream">Id of the stream; null for all.</param>
    /// <param name="mode">Why.</param>
    public void Request(string? stream, ReadMode mode = ReadMode.Incremental)
    {
        foreach (var one in Readable(stream, mode))
        {
            if (_turn.IsHere)
            {
                _requests.Add(one.Id, mode);
            }
            else
            {
                Elsewhere(one.Id, mode);
            }
        }
    }

    /// <summary>The streams that a read of this mode would read.</summary>
    /// <param name="stream">Id of the stream; null for all.</param>
    /// <param name="mode">Why.</param>
    public IReadOnlyList<StreamDescriptor> Readable(string? stream, ReadMode mode) =>
    [
        .. descriptor.Streams.Where(s => (stream is null || s.Id == stream) && mode switch
        {
            ReadMode.FullScan => s.CanScan,
            ReadMode.Backfill => s.CanBackfill,
            _ => s.CanRead,
        }),
    ];

    /// <summary>Looks soon whether records that tied are to be fetched again.</summary>
    public void Wake() => _requests.Wake();

    /// <summary>Stops reading, waits for what is under way, and closes the connector.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync().ConfigureAwait(false);
        _requests.Dispose();
        _turn.Dispose();
        _stop.Dispose();
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        if (!await HoldBackAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var schedule = new StreamSchedule(definition, descriptor, time);
        var failures = 0;
        var cleared = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await EnsureOpenAsync(cancellationToken).ConfigureAwait(false);
                if (!cleared)
                {
                    // What the last run of the hub left over.
                    await work.Containers.DeleteAsync(definition, descriptor, cancellationToken).ConfigureAwait(false);
                    cleared = true;
                }

                if (definition.Paused)
                {
                    _progress.Set(InstanceActivity.Paused, null, null);
                    return;
                }

                if (!_turn.IsHere)
                {
                    _progress.Set(InstanceActivity.Elsewhere, null, null);
                    await _requests.WaitAsync(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);

                    // What is due is for who reads to find out anew.
                    (schedule, failures) = (new(definition, descriptor, time), 0);
                    continue;
                }

                _progress.Set(InstanceActivity.Running, null, null);
                using var reading = _turn.Begin(cancellationToken);
                await ReadDueAsync(schedule, () => failures = 0, reading.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!_turn.IsHere && !cancellationToken.IsCancellationRequested)
            {
                // Another hub goes on from the last page that was stored.
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                HubMetrics.InstanceFailed(definition.Id);
                if (!await RestAsync(fault, ++failures, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
    }

    // Rule 34: what was in flight when the hub ended uncleanly starts last, and not at all after too many such ends.
    private async Task<bool> HoldBackAsync(CancellationToken cancellationToken)
    {
        if (heldBack is null)
        {
            return true;
        }

        if (heldBack.Stopped)
        {
            _progress.Set(InstanceActivity.Failed, heldBack.Reason, null);
            logger.InstanceFailed(definition.Id, heldBack.Reason);
            return false;
        }

        var retryAt = time.GetUtcNow() + heldBack.Delay;
        _progress.Set(InstanceActivity.BackingOff, heldBack.Reason, retryAt);
        logger.InstanceBacksOff(definition.Id, heldBack.Reason, retryAt);
        await Task.Delay(heldBack.Delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    private async Task EnsureOpenAsync(CancellationToken cancellationToken)
    {
        if (_connector is not null)
        {
            return;
        }

        _progress.Set(InstanceActivity.Starting, null, null);
        _connector = await open(cancellationToken).ConfigureAwait(false);
        if (definition.Paused)
        {
            return;
        }

        var check = await _connector.CheckAsync(cancellationToken).ConfigureAwait(false);
        if (!check.Succeeded)
        {
            throw ConnectorException.Transient(check.Message);
        }

        logger.InstanceRunning(definition.Id, check.Message);
    }

    private async Task ReadDueAsync(StreamSchedule schedule, Action succeeded, CancellationToken cancellationToken)
    {
        await work.Ties.SettleAsync(definition, _connector!, descriptor, cancellationToken).ConfigureAwait(false);
        var asked = new Queue<(string Stream, ReadMode Mode)>(_requests.Take());
        try
        {
            for (; asked.TryPeek(out var next); asked.Dequeue())
            {
                await ReadAsync(descriptor.Streams.First(s => s.Id == next.Stream), next.Mode, schedule, cancellationToken).ConfigureAwait(false);
                succeeded();
            }
        }
        finally
        {
            // What was asked for and could not be read now is read once the tool answers again.
            foreach (var (stream, mode) in asked)
            {
                _requests.Add(stream, mode);
            }
        }

        foreach (var due in schedule.Due())
        {
            await ReadAsync(due.Stream, due.Mode, schedule, cancellationToken).ConfigureAwait(false);
            succeeded();
        }

        await _requests.WaitAsync(schedule.UntilNext(), time, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAsync(StreamDescriptor stream, ReadMode mode, StreamSchedule schedule, CancellationToken cancellationToken)
    {
        _progress.Begin(stream.Id, mode);
        try
        {
            await work.Poller.ReadAsync(definition, _connector!, descriptor, stream, mode, page => _progress.Page(stream.Id, page), cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectorException fault) when (fault.Kind is ConnectorErrorKind.Permanent or ConnectorErrorKind.NotFound)
        {
            // One stream that the tool refuses must not keep the others from being read; it is tried again when it is next due.
            _progress.Fault(stream.Id, fault.Message);
            schedule.Done(stream, mode);
            return;
        }
        catch (Exception)
        {
            _progress.Broken(stream.Id);
            throw;
        }

        schedule.Done(stream, mode);
        var done = _progress.End(stream.Id, schedule.NextOf(stream));
        logger.StreamRead(definition.Id, stream.Id, done.Read, done.Stored);
    }

    private async Task<bool> RestAsync(Exception fault, int failures, CancellationToken cancellationToken)
    {
        var verdict = FaultVerdict.Of(fault, failures, time.GetUtcNow());
        if (verdict.Defect)
        {
            logger.ConnectorDefect(fault, definition.Id);
        }

        if (verdict.RetryAt is not { } retryAt)
        {
            _progress.Set(InstanceActivity.Failed, verdict.Reason, null);
            logger.InstanceFailed(definition.Id, verdict.Reason);
            return false;
        }

        _progress.Set(InstanceActivity.BackingOff, verdict.Reason, retryAt);
        logger.InstanceBacksOff(definition.Id, verdict.Reason, retryAt);
        var wait = retryAt - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Only now: while it rests, webhooks are still parsed.
        if (verdict.Reopen)
        {
            await CloseAsync().ConfigureAwait(false);
        }

        return !cancellationToken.IsCancellationRequested;
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _connector, null) is { } connector)
        {
            try
            {
                await connector.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                // A plugin that cannot close itself is let go: the hub and its other instances go on.
                logger.ConnectorDefect(fault, definition.Id);
            }
        }
    }
}
