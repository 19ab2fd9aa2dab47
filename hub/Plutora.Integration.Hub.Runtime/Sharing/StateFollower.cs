using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Plutora.Integration.EventLog;

namespace Plutora.Integration.Hub.Runtime.Sharing;

/// <summary>Takes up what changes in the log's state, whichever hub changed it. What this hub changed itself is told too, and is the same already.</summary>
/// <param name="log">The log.</param>
/// <param name="parts">What is to be done when a store changes, in this order; a part with several stores is done once for all that changed at a time.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what fails.</param>
internal sealed class StateFollower(IEventLog log, IReadOnlyList<FollowedPart> parts, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<IReadOnlySet<string>> _changes = Channel.CreateUnbounded<IReadOnlySet<string>>(new() { SingleReader = true });
    private readonly ConcurrentQueue<TaskCompletionSource> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _followed = parts.SelectMany(p => p.Stores).ToHashSet(StringComparer.Ordinal);
    private IDisposable? _following;
    private Task _run = Task.CompletedTask;

    /// <summary>Begins, with what may have changed since each part was loaded.</summary>
    public void Start()
    {
        if (log is not ISharedLog shared)
        {
            return;
        }

        _changes.Writer.TryWrite(_followed);
        _following = shared.Follow(stores =>
        {
            if (_followed.Overlaps(stores))
            {
                _changes.Writer.TryWrite(stores);
            }
        });
        _run = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>Waits until all that was committed before the call, at whichever hub, is taken up here.</summary>
    public async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        if (log is not ISharedLog shared)
        {
            return;
        }

        await shared.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(done);
        _changes.Writer.TryWrite(_followed);
        await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _following?.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await _changes.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // Who waits has caught up with the log before.
            var waiting = new List<TaskCompletionSource>();
            while (_waiting.TryDequeue(out var one))
            {
                waiting.Add(one);
            }

            var changed = waiting.Count > 0 ? new HashSet<string>(_followed, StringComparer.Ordinal) : new HashSet<string>(StringComparer.Ordinal);
            while (_changes.Reader.TryRead(out var stores))
            {
                changed.UnionWith(stores);
            }

            foreach (var part in parts.Where(p => changed.Overlaps(p.Stores)))
            {
                await FollowAsync(part, cancellationToken).ConfigureAwait(false);
            }

            waiting.ForEach(one => one.TrySetResult());
        }
    }

    private async Task FollowAsync(FollowedPart part, CancellationToken cancellationToken)
    {
        try
        {
            await part.FollowAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The other parts are taken up meanwhile.
            logger.NotFollowed(fault, string.Join(", ", part.Stores));
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            _changes.Writer.TryWrite(part.Stores.ToHashSet(StringComparer.Ordinal));
        }
    }
}

/// <summary>What is done when one of these stores changed.</summary>
internal sealed record FollowedPart(IReadOnlyList<string> Stores, Func<CancellationToken, Task> FollowAsync);
