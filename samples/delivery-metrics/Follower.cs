using Plutora.Integration.Client.Subscribing;

namespace Acme.DeliveryMetrics;

/// <summary>Follows the hub for as long as the service runs. A database that was deleted is filled anew from the earliest event.</summary>
internal sealed class Follower(EventSubscriber hub, FactStore store) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await store.CreateTablesAsync(stoppingToken);
        await hub.RunAsync(FactHandlers.Subscription(), store.Positions, stoppingToken);
    }
}
