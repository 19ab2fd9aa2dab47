namespace Plutora.Integration.EventLog;

/// <summary>A log that tells whether it takes what is written to it.</summary>
public interface ILogHealth
{
    /// <summary>Why writes are refused now, as one sentence with the remedy; null while they are taken.</summary>
    string? Trouble { get; }

    /// <summary>Where readers wait in vain though writes are taken, with the remedy; null while they do nowhere.</summary>
    string? Standstill => null;

    /// <summary>
    /// Says that the process begins to end. While what the log stands on answers, nothing changes; once it does not, whoever waits for it is told so at once instead of at the end of
    /// the time limit, and <see cref="IAsyncDisposable.DisposeAsync"/> waits no longer.
    /// </summary>
    void Ending();
}
