using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Keys;
using Plutora.Integration.Hub.Runtime.Topics;
using Plutora.Integration.Hub.Security;

namespace Plutora.Integration.Hub.Api;

/// <summary>What is stored of an instance and not mapped yet.</summary>
internal static class LagApi
{
    // The group that maps, as the log's metrics name it.
    private const string Normalizer = "normalizer";

    public static void MapLag(this IEndpointRouteBuilder api) => api.MapGet("/instances/{id}/lag", async (string id, HttpContext http, HubRuntime runtime, CancellationToken ct) =>
        !KeyFilter.KeyOf(http).Scope.AllowsInstance(id) ? Problems.OutOfScope($"instance '{id}'")
        : runtime.InstanceStore.Find(id) is null ? Problems.NotFound($"There is no instance '{id}'.")
        : Results.Json<IReadOnlyList<LagAnswer>>(
            [.. (await runtime.Log.LagAsync(Normalizer, ct))
                .Where(l => l.Topic.StartsWith(TopicNames.RawPrefix, StringComparison.Ordinal) && TopicNames.SplitRaw(l.Topic).Instance == id)
                .GroupBy(l => TopicNames.SplitRaw(l.Topic).Stream)
                .Select(stream => new LagAnswer(stream.Key, stream.Sum(l => l.Lag)))],
            ApiJson.Default.IReadOnlyListLagAnswer)).Needs(Role.Viewer).Produces<IReadOnlyList<LagAnswer>>();
}
