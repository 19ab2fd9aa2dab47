using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Embedded;
using Plutora.Integration.EventLog.Kafka;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Hosting.Log;

/// <summary>The hub's event log on the engine that the settings name. It is opened when the hub starts, since a cluster takes its time to answer, and closed with the hub.</summary>
internal sealed class HubLog(HubHome home, LogSettings settings, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private IEventLog? _log;

    /// <summary>The open log.</summary>
    public IEventLog Log => _log ?? throw new InvalidOperationException("The log is opened when the hub starts.");

    /// <summary>Opens it.</summary>
    /// <exception cref="LogException">It cannot be used: another hub holds it, a newer one wrote it, or no broker answers.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken) => _log = settings.Engine switch
    {
        LogEngine.Kafka => await KafkaEventLog.OpenAsync(KafkaSetup.Read(home, settings.Kafka).Options with { Time = time, Logger = loggers.CreateLogger<KafkaEventLog>() }, cancellationToken),
        _ => EmbeddedEventLog.Open(new(home.LogFile) { Time = time, MaxFileBytes = settings.MaxBytes, Logger = loggers.CreateLogger<EmbeddedEventLog>() }),
    };

    /// <summary>Closes it, where the runtime has not done so.</summary>
    public ValueTask DisposeAsync() => _log?.DisposeAsync() ?? default;
}
