using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Acting;

/// <summary>Finds the rollout that a change began, which the cluster's controllers number a moment after the API server took the change.</summary>
internal sealed class Rollouts(ClusterApi api, TimeProvider time)
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    // Records of the target wait for the answer meanwhile, 30 s at most.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Number of the rollout that a Deployment is in or that made a ReplicaSet; null where it has none yet.</summary>
    public static long? Number(JsonNode? from) => long.TryParse(from?["metadata"]?["annotations"]?[Revision]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The ReplicaSets of a Deployment.</summary>
    public async Task<IReadOnlyList<JsonObject>> SetsAsync(Workload of, CancellationToken cancellationToken)
    {
        var list = ClusterStreams.Find(ClusterStreams.ReplicaSet).Of("list", of.Namespace);
        return [.. JsonNode.Parse((await api.SendAsync(list, cancellationToken).ConfigureAwait(false)).Span)!["items"]!.AsArray().OfType<JsonObject>()
            .Where(set => set["metadata"]?["ownerReferences"]?.AsArray().Any(o => o?["uid"]?.ToString() == of.Id) == true)];
    }

    /// <summary>Waits until the change is numbered. What fails meanwhile is tried again: the change was made and is not made anew.</summary>
    /// <param name="before">What was changed, as it was.</param>
    /// <param name="changed">The same as the API server took it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>That it runs, with the rollout to watch; without one where no controller takes the change up.</returns>
    /// <exception cref="ConnectorException">Conflict, where another change took its place before it was rolled out.</exception>
    public async Task<ActionResult> FollowAsync(Workload before, JsonObject changed, CancellationToken cancellationToken)
    {
        var (until, version) = (time.GetUtcNow() + Patience, changed["metadata"]?["resourceVersion"]?.ToString());
        for (var (wait, now) = (First, changed); ; wait = wait * 2 < Longest ? wait * 2 : Longest)
        {
            if (now is not null && NumberOf(before, changed, now) is { } number)
            {
                return Running(before, version, number);
            }

            if (time.GetUtcNow() + wait > until)
            {
                return Running(before, version, null);
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            now = await LookAsync(before, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The result of a change that rolls out.</summary>
    public static ActionResult Running(Workload target, string? version, long? number)
    {
        var key = number is { } told ? string.Create(CultureInfo.InvariantCulture, $"{target.Id}/{told}") : null;
        return new()
        {
            Values = JsonSerializer.SerializeToElement(new DeployResult { Id = key }, ActionJson.Default.DeployResult),
            RecordVersion = version,
            Running = true,
            WatchRecord = new(target.Resource.Stream, target.Id),
            WatchEntity = key is null ? null : new("deployment", key),
        };
    }

    // Once its controller has seen the change, the object bears the number of the rollout that the change is in.
    private static long? NumberOf(Workload before, JsonObject changed, JsonObject now)
    {
        if (Whole(now["status"]?["observedGeneration"]) < Whole(changed["metadata"]?["generation"]))
        {
            return null;
        }

        if (before.Resource.Stream == ClusterStreams.DeploymentConfig)
        {
            var latest = Whole(now["status"]?["latestVersion"]);
            return latest > Whole(before.Object["status"]?["latestVersion"]) || JsonNode.DeepEquals(Template(before.Object), Template(changed)) ? latest : null;
        }

        if (!JsonNode.DeepEquals(Template(now), Template(changed)))
        {
            throw ConnectorException.Conflict($"Another change of {before.Told} took the place of this one before it was rolled out.");
        }

        // A busy controller may tell that it has seen the change a moment before it numbers it: until then the object bears the number of the rollout before.
        var number = Number(now);
        return number > (Number(before.Object) ?? 0) || JsonNode.DeepEquals(Template(before.Object), Template(changed)) ? number : null;
    }

    private async Task<JsonObject?> LookAsync(Workload target, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await api.FindAsync(target.Resource.One("get", target.Namespace, target.Name), cancellationToken).ConfigureAwait(false);
            return answer is { } found && JsonNode.Parse(found.Span) is JsonObject now && now["metadata"]?["uid"]?.ToString() == target.Id ? now : null;
        }
        catch (ConnectorException)
        {
            return null;
        }
    }

    private static JsonNode? Template(JsonObject from) => from["spec"]?["template"];

    private static long Whole(JsonNode? from) => from is JsonValue value && value.TryGetValue<long>(out var number) ? number : 0;
}
