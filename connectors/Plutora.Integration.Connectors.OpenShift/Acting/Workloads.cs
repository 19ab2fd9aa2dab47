using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Acting;

/// <summary>Changes of Deployments and DeploymentConfigs. Each names the version that it was made of, so that a change by another meanwhile is a conflict and not overwritten.</summary>
internal sealed class Workloads(ClusterApi api, TimeProvider time)
{
    /// <summary>Annotation that holds the id of the last action on the object.</summary>
    public const string Mark = "integration.plutora.com/action";
    private const string Restarted = "kubectl.kubernetes.io/restartedAt";
    private readonly Rollouts _rollouts = new(api, time);

    public async Task<Change> DeployAsync(ActionRequest request, Deploy deploy, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(request, cancellationToken).ConfigureAwait(false);
        target.MustBeIn(deploy.Environment);
        target.MustRollOut();
        if (deploy.Version is not { Length: > 0 } version)
        {
            var at = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var restart = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Restarted] = at } } } };
            return target.Merged(request, restart, $"Restarts the pods of {target.Told}.", [], Followed(target));
        }

        return Imaged(request, target, version, deploy.Parameters?.GetValueOrDefault("container"));
    }

    /// <summary>Sets an image; where the object rolls nothing out by itself, it is done then.</summary>
    public async Task<Change> SetImageAsync(ActionRequest request, SetImage asked, CancellationToken cancellationToken) =>
        Imaged(request, await TargetAsync(request, cancellationToken).ConfigureAwait(false), asked.Image, asked.Container);

    public async Task<Change> ScaleAsync(ActionRequest request, Scale asked, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(request, cancellationToken).ConfigureAwait(false);
        return target.Merged(request, new() { ["replicas"] = asked.Replicas }, $"Sets {target.Told} to {asked.Replicas} pods.", [new("spec.replicas", target.Object["spec"]?["replicas"]?.ToString(), $"{asked.Replicas}")], Done);
    }

    public async Task<Change> RollbackAsync(ActionRequest request, Rollback rollback, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(request, cancellationToken).ConfigureAwait(false);
        target.MustBeIn(rollback.Environment);
        target.MustRollOut();
        if (target.Resource.Stream != ClusterStreams.Deployment)
        {
            throw ConnectorException.Permanent($"{target.Told} is none of the Deployments, which alone keep what an earlier rollout brought. Deploy the earlier image instead.");
        }

        var now = Rollouts.Number(target.Object);
        var earlier = (await _rollouts.SetsAsync(target, cancellationToken).ConfigureAwait(false)).Where(set => Rollouts.Number(set) is { } number && number != now).OrderByDescending(Rollouts.Number).ToList();
        var to = rollback.To is not { Length: > 0 } asked ? earlier.FirstOrDefault()
            : earlier.FirstOrDefault(set => Rollouts.Number(set)?.ToString(CultureInfo.InvariantCulture) == asked) ?? earlier.FirstOrDefault(set => Images(set).Any(i => i == asked || i.EndsWith($":{asked}", StringComparison.Ordinal)));
        if (to?["spec"]?["template"]?.DeepClone() is not JsonObject template)
        {
            throw ConnectorException.Permanent($"{target.Told} keeps no {(rollback.To is null ? "earlier rollout" : $"rollout '{rollback.To}'")}. It keeps: {string.Join(", ", earlier.Select(set => $"{Rollouts.Number(set)} ({string.Join(", ", Images(set))})").DefaultIfEmpty("none"))}.");
        }

        (template["metadata"]?["labels"] as JsonObject)?.Remove("pod-template-hash");
        var patch = new JsonArray(
            new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = target.Version },
            new JsonObject { ["op"] = "add", ["path"] = $"/metadata/annotations/{Mark.Replace("/", "~1", StringComparison.Ordinal)}", ["value"] = request.ActionId },
            new JsonObject { ["op"] = "replace", ["path"] = "/spec/template", ["value"] = template });
        return target.Patched(patch, "application/json-patch+json", $"Rolls {target.Told} back to revision {Rollouts.Number(to)}.", [new("image", string.Join(", ", Images(target.Object)), string.Join(", ", Images(to)))], Followed(target));
    }

    /// <summary>
    /// Looks whether the object bears the action's mark. One that bears another may have borne it in between, so that nothing is known. What a Deployment bears its
    /// ReplicaSets do, from the one on that the action began.
    /// </summary>
    public async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(request, cancellationToken).ConfigureAwait(false);
        if (Marked(target.Object) != request.ActionId)
        {
            return ActionSettlement.Unknown;
        }

        if (request.Action == ClusterActions.Scale || !target.RollsOut)
        {
            return new(SettlementOutcome.Done, await Done(target.Object, cancellationToken).ConfigureAwait(false));
        }

        var begun = target.Resource.Stream == ClusterStreams.Deployment
            ? (await _rollouts.SetsAsync(target, cancellationToken).ConfigureAwait(false)).Where(set => Marked(set) == request.ActionId).Min(Rollouts.Number)
            : null;
        return new(SettlementOutcome.Done, begun is null ? await _rollouts.FollowAsync(target, target.Object, cancellationToken).ConfigureAwait(false) : Rollouts.Running(target, target.Version, begun));
    }

    private Change Imaged(ActionRequest request, Workload target, string version, string? container)
    {
        var containers = target.Object["spec"]?["template"]?["spec"]?["containers"]?.DeepClone().AsArray() ?? [];
        var found = container is null && containers.Count == 1 ? containers[0] : containers.FirstOrDefault(c => c?["name"]?.ToString() == container);
        if (found is null)
        {
            throw ConnectorException.Permanent($"{target.Told} has the containers {string.Join(", ", containers.Select(c => c?["name"]))}: {(container is null ? "name the one whose image it is" : $"'{container}' is none of them")}.");
        }

        var (before, after) = (found["image"]?.ToString() ?? "", version);
        if (version.AsSpan().IndexOfAny('/', ':', '@') < 0)
        {
            after = $"{Untagged(before)}:{version}";
        }

        found["image"] = after;
        return target.Merged(request, new() { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = containers } } }, $"Rolls {after} out in {target.Told}.", [new($"image of {found["name"]}", before, after)], target.RollsOut ? Followed(target) : Done);
    }

    private static string Untagged(string image)
    {
        var named = image.Split('@')[0];
        return named.LastIndexOf(':') is var at && at > named.LastIndexOf('/') ? named[..at] : named;
    }

    private static string? Marked(JsonObject from) => from["metadata"]?["annotations"]?[Mark]?.ToString();

    private Func<JsonObject, CancellationToken, Task<ActionResult>> Followed(Workload before) => (changed, ct) => _rollouts.FollowAsync(before, changed, ct);

    private static Task<ActionResult> Done(JsonObject now, CancellationToken cancellationToken) => Task.FromResult(new ActionResult
    {
        Values = JsonSerializer.SerializeToElement(new DeployResult(), ActionJson.Default.DeployResult),
        RecordVersion = now["metadata"]?["resourceVersion"]?.ToString(),
    });

    private static IEnumerable<string> Images(JsonNode from) => from["spec"]?["template"]?["spec"]?["containers"]?.AsArray().Select(c => c?["image"]?.ToString() ?? "") ?? [];

    private async Task<Workload> TargetAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var target = await Targets.FindAsync(api, request, cancellationToken).ConfigureAwait(false);
        return target.Resource.Stream is ClusterStreams.Deployment or ClusterStreams.DeploymentConfig ? target
            : throw ConnectorException.Permanent($"'{request.Action}' is for Deployments and DeploymentConfigs, and {target.Told} is none.");
    }
}
