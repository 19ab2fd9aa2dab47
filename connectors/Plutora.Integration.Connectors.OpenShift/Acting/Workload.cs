using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Acting;

/// <summary>An object that an action is about, as the cluster has it now.</summary>
/// <param name="Resource">What it is.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Object">The object.</param>
internal sealed record Workload(ClusterResource Resource, string? Namespace, string Name, JsonObject Object)
{
    private const string ConfigChange = "ConfigChange";

    public string Told => $"{Resource.Kind} {Namespace}/{Name}";

    public string Id => Object["metadata"]!["uid"]!.ToString();

    public string? Version => Object["metadata"]?["resourceVersion"]?.ToString();

    private bool IsPaused => Object["spec"]?["paused"] is JsonValue paused && paused.TryGetValue<bool>(out var held) && held;

    public void MustBeIn(string? environment)
    {
        if (environment is { Length: > 0 } && environment != Namespace)
        {
            throw ConnectorException.Permanent($"{Told} runs in namespace {Namespace} and not in '{environment}'. Ask for it at the service of that namespace.");
        }
    }

    /// <summary>False where a change of what its pods are made of waits for somebody: it is paused, or its triggers are without that of a change.</summary>
    public bool RollsOut => !IsPaused && (Object["spec"]?["triggers"] is not JsonArray triggers || Resource.Stream != ClusterStreams.DeploymentConfig || triggers.Any(t => t?["type"]?.ToString() == ConfigChange));

    public void MustRollOut()
    {
        if (!RollsOut)
        {
            throw ConnectorException.Permanent(IsPaused ? $"The rollout of {Told} is paused: resume it first." : $"{Told} has no trigger '{ConfigChange}', so that nothing is rolled out when it changes. Add the trigger, or use '{ClusterActions.SetImage}' and start the rollout in the cluster.");
        }
    }

    /// <summary>A change of members of its spec, marked with the action.</summary>
    public Change Merged(ActionRequest request, JsonObject spec, string summary, IReadOnlyList<FieldChange> changes, Func<JsonObject, CancellationToken, Task<ActionResult>> result) => Patched(
        new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = Version, ["annotations"] = new JsonObject { [Workloads.Mark] = request.ActionId } },
            ["spec"] = spec,
        },
        "application/merge-patch+json",
        summary,
        changes,
        result);

    public Change Patched(JsonNode patch, string type, string summary, IReadOnlyList<FieldChange> changes, Func<JsonObject, CancellationToken, Task<ActionResult>> result) =>
        new(Resource.One("patch", Namespace, Name) with { Method = HttpMethod.Patch, Body = patch.ToJsonString(), ContentType = type, Changes = true }, summary, changes, result);
}
