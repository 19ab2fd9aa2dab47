using System.Globalization;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Processes;

/// <summary>Ends a program that says nothing for too long while someone waits for it, or whose caller gave up.</summary>
/// <param name="limit">How long it may be silent.</param>
/// <param name="time">The clock.</param>
/// <param name="end">Ends the program, by which whoever waits for it comes free.</param>
internal sealed class Silence(TimeSpan limit, TimeProvider time, Action end) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _watching;
    private volatile bool _broken;

    /// <summary>Watches until the answer is disposed of: between two reads a program may wait for us as long as it takes.</summary>
    public Watching Watch(CancellationToken cancellationToken)
    {
        Set(watching: true);
        return new(this, cancellationToken.UnsafeRegister(static state => ((Action)state!)(), end));
    }

    /// <summary>It said something.</summary>
    public void Touch()
    {
        lock (_lock)
        {
            if (_watching)
            {
                _timer?.Change(limit, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <exception cref="ConnectorException">Transient, when it was ended for its silence.</exception>
    public void ThrowIfBroken(string about)
    {
        if (_broken)
        {
            var minutes = limit.TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture);
            throw ConnectorException.Transient($"git said nothing for {minutes} minutes at '{about}' and was ended. Raise 'silenceMinutes' if it needs longer.");
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Set(bool watching)
    {
        lock (_lock)
        {
            _watching = watching;
            _timer ??= time.CreateTimer(_ => Break(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(watching ? limit : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Break()
    {
        _broken = true;
        end();
    }

    /// <summary>A time in which someone waits for the program.</summary>
    internal readonly struct Watching(Silence silence, CancellationTokenRegistration registration) : IDisposable
    {
        public void Dispose()
        {
            registration.Dispose();
            silence.Set(watching: false);
        }
    }
}
