using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Hosting.Log;
using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Hub.Hosting;

/// <summary>Opens the log and starts the runtime before the first request is served, and says what does not work.</summary>
internal sealed partial class HubService(HubLog log, IHostApplicationLifetime lifetime, IServiceProvider services, ILogger<HubService> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await log.OpenAsync(cancellationToken);
        // Before requests that are under way are waited for: they may wait for the log themselves.
        lifetime.ApplicationStopping.Register(() => (log.Log as ILogHealth)?.Ending());
        var runtime = services.GetRequiredService<HubRuntime>();
        foreach (var fault in await runtime.StartAsync(cancellationToken))
        {
            Fault(fault);
        }

        Started(runtime.Home.Folder, runtime.Plugins.Plugins.Count, runtime.Instances.All.Count);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "The hub runs on '{Home}': {Connectors} connectors, {Instances} instances.")]
    private partial void Started(string home, int connectors, int instances);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Fault}")]
    private partial void Fault(string fault);
}
