using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Topics;

namespace Plutora.Integration.WebConsole.Live;

/// <summary>What is stored and not mapped yet.</summary>
internal static class LagOf
{
    // The group that maps, as the log's metrics name it.
    private const string Normalizer = "normalizer";

    /// <summary>Records by instance and stream; an upper bound.</summary>
    public static async Task<IReadOnlyDictionary<(string Instance, string Stream), long>> AllAsync(HubRuntime hub, CancellationToken cancellationToken) =>
        (await hub.Log.LagAsync(Normalizer, cancellationToken)).Where(l => l.Topic.StartsWith(TopicNames.RawPrefix, StringComparison.Ordinal))
            .GroupBy(l => TopicNames.SplitRaw(l.Topic)).ToDictionary(g => (g.Key.Instance, g.Key.Stream), g => g.Sum(l => l.Lag));
}
