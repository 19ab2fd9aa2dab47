namespace Plutora.Integration.EventLog.Conformance;

/// <summary>One empty log of the engine under test, and what a test needs to do with it from outside. A test has its own.</summary>
public interface ILogHost : IAsyncDisposable
{
    /// <summary>The largest value that the log is set to take, in bytes.</summary>
    int MaxRecordBytes { get; }

    /// <summary>Whether the test can move the log's clock and compel its maintenance. Without it tests of retention are skipped.</summary>
    bool ControlsTime { get; }

    /// <summary>Opens the log; again, after the one opened before was disposed.</summary>
    ValueTask<IEventLog> OpenAsync();

    /// <summary>Opens another log, with another name.</summary>
    ValueTask<IEventLog> OpenOtherAsync();

    /// <summary>Moves the clock.</summary>
    void Advance(TimeSpan by);

    /// <summary>Runs retention and compaction to their end.</summary>
    Task MaintainAsync(IEventLog log);
}
