using Microsoft.Extensions.Time.Testing;
using Plutora.Integration.EventLog.Conformance;
using Plutora.Integration.EventLog.Embedded;

namespace Plutora.Integration.EventLog.Tests.Embedded;

/// <summary>An embedded log in a folder of its own, by a clock that the test moves.</summary>
internal sealed class EmbeddedHost : ILogHost
{
    private readonly TempFolder folder = new();
    private readonly FakeTimeProvider time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private int others;

    public int MaxRecordBytes => 1_000_000;

    public bool ControlsTime => true;

    public ValueTask<IEventLog> OpenAsync() => new(Open("log.db"));

    public ValueTask<IEventLog> OpenOtherAsync() => new(Open($"other{++others}.db"));

    public void Advance(TimeSpan by) => time.Advance(by);

    public Task MaintainAsync(IEventLog log) => ((EmbeddedEventLog)log).MaintainAsync();

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return default;
    }

    // Maintenance by the clock runs beside the tests' own: it may come at any moment, and may do only what is due.
    private EmbeddedEventLog Open(string file) =>
        EmbeddedEventLog.Open(new(folder.File(file)) { Time = time, MaxRecordBytes = MaxRecordBytes, MaintenanceInterval = TimeSpan.FromDays(1) });
}
