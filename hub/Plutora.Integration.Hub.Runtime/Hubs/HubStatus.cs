using Plutora.Integration.Hub.Runtime.Normalizing;

namespace Plutora.Integration.Hub.Runtime.Hubs;

/// <summary>How a hub stands, for people and for whoever waits for it.</summary>
/// <param name="Name">Name of the hub.</param>
/// <param name="Log">Name of its log, which every position carries.</param>
/// <param name="NormalizerLag">Records stored and not normalized yet, an upper bound.</param>
/// <param name="Instances">Number of instances by what they are doing.</param>
public sealed record HubStatus(string Name, string Log, long NormalizerLag, IReadOnlyDictionary<string, int> Instances)
{
    /// <summary>Looks at a hub.</summary>
    public static async Task<HubStatus> OfAsync(HubRuntime hub, CancellationToken cancellationToken)
    {
        var lag = (await hub.Log.LagAsync(Normalizer.Group, cancellationToken).ConfigureAwait(false)).Sum(l => l.Lag);
        var instances = hub.Instances.All.GroupBy(i => i.State.Activity.ToString()).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return new(hub.Settings.Name, hub.Log.Name, lag, instances);
    }
}
