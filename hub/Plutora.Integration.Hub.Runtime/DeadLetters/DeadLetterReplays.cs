namespace Plutora.Integration.Hub.Runtime.DeadLetters;

/// <summary>Replays many dead letters behind one another, whoever looks on. One run at a time; a hub that stops ends it, and what it had not come to waits as before.</summary>
/// <param name="letters">The dead letters.</param>
/// <param name="time">The clock.</param>
public sealed class DeadLetterReplays(DeadLetterLog letters, TimeProvider time) : IAsyncDisposable
{
    private const int MostRefusals = 20;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private volatile DeadLetterReplay? _last;
    private Task _working = Task.CompletedTask;

    /// <summary>The run under way, or the last one; null when there was none since the hub started.</summary>
    public DeadLetterReplay? Last => _last;

    /// <summary>Begins a run.</summary>
    /// <param name="ids">The dead letters to replay.</param>
    /// <param name="by">Name of the key by which it is asked.</param>
    /// <returns>The run; null while another is under way.</returns>
    public DeadLetterReplay? Start(IReadOnlyList<string> ids, string by)
    {
        lock (_lock)
        {
            if (_last is { Finished: false })
            {
                return null;
            }

            var begun = new DeadLetterReplay(by, time.GetUtcNow(), ids.Count, 0, 0, [], ids.Count == 0);
            _last = begun;
            _working = Task.Run(() => RunAsync(begun, ids), CancellationToken.None);
            return begun;
        }
    }

    /// <summary>Ends the run that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task RunAsync(DeadLetterReplay run, IReadOnlyList<string> ids)
    {
        try
        {
            foreach (var id in ids)
            {
                // One that is gone meanwhile was replayed by another.
                var refusal = await letters.FindAsync(id, _end.Token).ConfigureAwait(false) is { } letter ? await letters.ReplayAsync(letter, _end.Token).ConfigureAwait(false) : null;
                run = run with
                {
                    Done = run.Done + 1,
                    Refused = run.Refused + (refusal is null ? 0 : 1),
                    Refusals = refusal is not null && run.Refusals.Count < MostRefusals ? [.. run.Refusals, refusal] : run.Refusals,
                };
                _last = run;
            }
        }
        catch (EventLog.LogException fault)
        {
            run = run with { Refusals = [.. run.Refusals, fault.Message] };
        }
        finally
        {
            _last = run with { Finished = true };
        }
    }
}

/// <summary>A run over dead letters, and how far it has come.</summary>
/// <param name="By">Name of the key by which it was asked for.</param>
/// <param name="StartedAt">When.</param>
/// <param name="Total">How many it is over.</param>
/// <param name="Done">How many it has come to.</param>
/// <param name="Refused">How many could not be replayed, and wait as before.</param>
/// <param name="Refusals">Why not, one sentence each; the first twenty.</param>
/// <param name="Finished">Whether it is through.</param>
public sealed record DeadLetterReplay(string By, DateTimeOffset StartedAt, int Total, int Done, int Refused, IReadOnlyList<string> Refusals, bool Finished);
