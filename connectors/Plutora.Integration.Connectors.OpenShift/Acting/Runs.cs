using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Acting;

/// <summary>Starts builds and pipelines; the run that the answer names tells how it ends.</summary>
internal sealed class Runs(ClusterApi api)
{
    private const string Cause = "Action ";

    public async Task<Change> BuildAsync(ActionRequest request, TriggerBuild asked, CancellationToken cancellationToken)
    {
        var target = await Targets.FindAsync(api, request, cancellationToken).ConfigureAwait(false);
        if (target.Resource.Stream != ClusterStreams.BuildConfig)
        {
            throw ConnectorException.Permanent($"'{request.Action}' is for BuildConfigs, and {target.Told} is none. A pipeline of Tekton is started by '{ClusterActions.StartPipeline}'.");
        }

        var body = new JsonObject
        {
            ["kind"] = "BuildRequest",
            ["apiVersion"] = target.Resource.ApiVersion,
            ["metadata"] = new JsonObject { ["name"] = target.Name },
            ["triggeredBy"] = new JsonArray(new JsonObject { ["message"] = Cause + request.ActionId }),
        };
        if (asked.Ref is { Length: > 0 } reference)
        {
            body["revision"] = new JsonObject { ["type"] = "Git", ["git"] = new JsonObject { ["commit"] = reference } };
        }

        if (asked.Parameters is { Count: > 0 } parameters)
        {
            body["env"] = new JsonArray([.. parameters.Select(p => new JsonObject { ["name"] = p.Key, ["value"] = p.Value })]);
        }

        var at = target.Resource.One("create", target.Namespace, target.Name);
        var post = at with { Path = at.Path + "/instantiate", Resource = "buildconfigs.build.openshift.io/instantiate", Method = HttpMethod.Post, Body = body.ToJsonString(), Changes = true };
        return new(post, $"Starts a build of {target.Told}{(asked.Ref is { Length: > 0 } of ? $" at {of}" : "")}.", [], (build, _) => Task.FromResult(Started(ClusterStreams.Build, build))) { CanRunDry = false };
    }

    public static Change Pipeline(ActionRequest request, StartPipeline asked)
    {
        if (request.Container is not { Length: > 0 } ns)
        {
            throw ConnectorException.Permanent($"'{request.Action}' needs the namespace as its container.");
        }

        var resource = ClusterStreams.Find(ClusterStreams.PipelineRun);
        var spec = new JsonObject
        {
            ["pipelineRef"] = new JsonObject { ["name"] = asked.Pipeline },
            ["params"] = new JsonArray([.. (asked.Parameters ?? new Dictionary<string, string>()).Select(p => new JsonObject { ["name"] = p.Key, ["value"] = p.Value })]),
        };
        if (asked.ServiceAccount is { Length: > 0 } account)
        {
            spec["taskRunTemplate"] = new JsonObject { ["serviceAccountName"] = account };
        }

        var body = new JsonObject
        {
            ["kind"] = resource.Kind,
            ["apiVersion"] = resource.ApiVersion,
            ["metadata"] = new JsonObject { ["generateName"] = $"{asked.Pipeline}-", ["namespace"] = ns, ["labels"] = new JsonObject { [Workloads.Mark] = request.ActionId } },
            ["spec"] = spec,
        };
        var post = resource.Of("create", ns) with { Method = HttpMethod.Post, Body = body.ToJsonString(), Changes = true };
        return new(post, $"Starts the pipeline {asked.Pipeline} in namespace {ns}.", [], (run, _) => Task.FromResult(Started(ClusterStreams.PipelineRun, run)));
    }

    /// <summary>Looks for a run that names the action.</summary>
    public async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var builds = request.Action == ClusterActions.TriggerBuild;
        var resource = ClusterStreams.Find(builds ? ClusterStreams.Build : ClusterStreams.PipelineRun);
        var ns = builds ? (await Targets.FindAsync(api, request, cancellationToken).ConfigureAwait(false)).Namespace : request.Container;
        var list = resource.Of("list", ns, builds ? "" : $"labelSelector={Uri.EscapeDataString($"{Workloads.Mark}={request.ActionId}")}");
        var runs = JsonNode.Parse((await api.SendAsync(list, cancellationToken).ConfigureAwait(false)).Span)!["items"]!.AsArray().OfType<JsonObject>();
        return runs.FirstOrDefault(run => !builds || run["spec"]?["triggeredBy"]?.AsArray().Any(t => t?["message"]?.ToString() == Cause + request.ActionId) == true) is { } found
            ? new(SettlementOutcome.Done, Started(resource.Stream, found))
            : ActionSettlement.Unknown;
    }

    private static ActionResult Started(string stream, JsonObject run)
    {
        var metadata = run["metadata"] ?? throw ConnectorException.Ambiguous("The run was started, and the cluster's answer does not say which it is.");
        var id = metadata["uid"]?.ToString() ?? throw ConnectorException.Ambiguous("The run was started, and the cluster's answer says no uid.");
        return new()
        {
            Values = JsonSerializer.SerializeToElement(new BuildResult { Id = id, Number = metadata["annotations"]?["openshift.io/build.number"]?.ToString() }, ActionJson.Default.BuildResult),
            RecordVersion = metadata["resourceVersion"]?.ToString(),
            Running = true,
            WatchRecord = new(stream, id),
        };
    }
}
