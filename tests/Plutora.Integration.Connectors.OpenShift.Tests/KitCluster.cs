using System.Globalization;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.OpenShift.Acting;
using Plutora.Integration.Connectors.OpenShift.Records;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.OpenShift.Tests;

/// <summary>A cluster for the acceptance kit: one sequence of versions for all that it keeps, lists in pages of one state, and watches that tell what came behind a version.</summary>
internal sealed class KitCluster
{
    private readonly Lock _gate = new();
    private readonly SimulatedTool _tool = new()
    {
        Admits = request => request.Headers.GetValueOrDefault("Authorization") == "Bearer s3cret-token",
        Refuses = _ => Status(401, "Unauthorized", "Unauthorized"),
    };

    private readonly Dictionary<(string Id, int Revision), long> _versions = [];
    private readonly Dictionary<string, (string Stream, string? Container, JsonObject Json)> _known = new(StringComparer.Ordinal);
    private readonly List<(long Version, string Stream, string Type, JsonObject Object)> _changes = [];
    private readonly Dictionary<string, (List<JsonObject> Items, long Version)> _pages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _marks = new(StringComparer.Ordinal);
    private long _last = 1000;

    private KitCluster()
    {
        foreach (var resource in ClusterStreams.All)
        {
            // What a rollout was stays when the object that told of it is pruned.
            var rollout = resource.Stream is ClusterStreams.ReplicaSet or ClusterStreams.ReplicationController or "image-stream";
            var kept = _tool.Keeps(new SimulatedStream(resource.Stream, record => Template(resource, record))
            {
                Containers = resource.Namespaced ? ["shop", "team"] : [],
                Seed = resource.Stream == ClusterStreams.Namespace ? 2 : 0,
                Deletes = !rollout,
                TellsDeletions = true,
                IdOf = record => $"{resource.Stream}-{record.Number}",
            });
            var group = resource.Group.Length == 0 ? "/api/" : "/apis/";
            _tool.Get($"{group}{resource.ApiVersion}/{resource.Plural}", request => request.Query.ContainsKey("watch") ? Watch(resource, request) : List(resource, kept, request));
            _tool.Get($"{group}{resource.ApiVersion}{(resource.Namespaced ? "/namespaces/{ns}" : "")}/{resource.Plural}/{{name}}", request =>
                kept.Records.FirstOrDefault(r => Name(resource, r) == request["name"]) is { } found ? ToolAnswer.Json(found.Json()) : Status(404, "NotFound", $"{resource.Name} \"{request["name"]}\" not found"));
            if (resource.Namespaced)
            {
                _tool.Get($"{group}{resource.ApiVersion}/namespaces/{{ns}}/{resource.Plural}", request => List(resource, kept, request, request["ns"]));
                _tool.Route("PATCH", $"{group}{resource.ApiVersion}/namespaces/{{ns}}/{resource.Plural}/{{name}}", request => Patch(kept.Find(request["name"])!, request));
            }
        }

        _tool.Post("/apis/build.openshift.io/v1/namespaces/{ns}/buildconfigs/{name}/instantiate", request => Start(ClusterStreams.Build, request, request.Json()!["triggeredBy"]![0]!["message"]!.ToString()));
        _tool.Post("/apis/tekton.dev/v1/namespaces/{ns}/pipelineruns", request => Start(ClusterStreams.PipelineRun, request, request.Json()!["metadata"]!["labels"]![Workloads.Mark]!.ToString()));
    }

    public static ConnectorSubject Describe() => new()
    {
        Connector = new OpenShiftConnector(),
        Tool = new KitCluster()._tool,
        Options = address => new() { ["address"] = address.AbsoluteUri, ["token"] = "s3cret-token", ["pods"] = true, ["pageSize"] = 4 },
        Actions =
        [
            new(ClusterActions.TriggerBuild) { TargetStream = ClusterStreams.BuildConfig, Arguments = new() { ["ref"] = "c1" } },
            new(ClusterActions.Deploy) { TargetStream = ClusterStreams.Deployment, Arguments = new() { ["version"] = "2.8" } },
            new(ClusterActions.Rollback) { TargetStream = ClusterStreams.Deployment },
            new(ClusterActions.Scale) { TargetStream = ClusterStreams.Deployment, Arguments = new() { ["replicas"] = 7 } },
            new(ClusterActions.SetImage) { TargetStream = ClusterStreams.DeploymentConfig, Arguments = new() { ["image"] = "registry.example.com/shop@sha256:ab" } },
            new(ClusterActions.StartPipeline) { Container = "shop", Arguments = new() { ["pipeline"] = "shop", ["parameters"] = new JsonObject { ["tag"] = "2.8" } } },
        ],
        Waivers = [new("action-previewed", "A preview is a dry run of the API server (dryRun=All), which checks a patch in full and stores nothing; the kit takes every PATCH for a change.")],
    };

    private static string Name(ClusterResource resource, SimulatedRecord record) =>
        resource.Stream == ClusterStreams.Namespace ? record.Number switch { 1 => "shop", 2 => "team", var number => $"project-{number}" } : record.Id;

    private static ToolAnswer Status(int code, string reason, string message) =>
        ToolAnswer.Text(code, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Failure", ["message"] = message, ["reason"] = reason, ["code"] = code }.ToJsonString());

    private ToolAnswer List(ClusterResource resource, SimulatedStream kept, ToolRequest request, string? ns = null)
    {
        lock (_gate)
        {
            Look();
            var (items, version) = request.Query.TryGetValue("continue", out var token) ? _pages[token]
                : ([.. kept.Records.Where(r => resource.Stream != ClusterStreams.Namespace || !_tool.IsHidden(Name(resource, r))).Where(r => ns is null || r.Container == ns).Select(r => r.Json()).Where(j => Labelled(j, request.Query.GetValueOrDefault("labelSelector")))], _last);
            var size = request.Number("limit", 500);
            var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
            if (items.Count > size)
            {
                var next = $"{resource.Plural}-{version}-{items.Count}";
                _pages[next] = (items[size..], version);
                metadata["continue"] = next;
                metadata["remainingItemCount"] = items.Count - size;
            }

            return ToolAnswer.Json(new JsonObject { ["kind"] = resource.Kind + "List", ["apiVersion"] = resource.ApiVersion, ["metadata"] = metadata, ["items"] = new JsonArray([.. items.Take(size).Select(i => i.DeepClone())]) });
        }
    }

    private static bool Labelled(JsonObject json, string? selector) => selector is null || selector.Split(',').All(part =>
        part is ['!', .. var absent] ? !json["metadata"]!["labels"]!.AsObject().ContainsKey(absent) : part.Split('=') is [var name, var value] && json["metadata"]!["labels"]![name]?.ToString() == value);

    private ToolAnswer Patch(SimulatedRecord record, ToolRequest request)
    {
        var patch = request.Json()!;
        var (spec, mark) = (record.Json()["spec"]!.DeepClone().AsObject(), patch is JsonArray ? patch[1]!["value"]! : patch["metadata"]!["annotations"]![Workloads.Mark]!);
        if ((patch is JsonArray ? patch[0]!["value"] : patch["metadata"]!["resourceVersion"])!.ToString() != record.Json()["metadata"]!["resourceVersion"]!.ToString())
        {
            return Status(409, "Conflict", "the object has been modified");
        }

        if (patch is JsonArray)
        {
            spec["template"] = patch[2]!["value"]!.DeepClone();
        }
        else
        {
            foreach (var (name, value) in patch["spec"]!.AsObject())
            {
                spec[name] = value!.DeepClone();
            }
        }

        if (!request.Query.ContainsKey("dryRun"))
        {
            _marks[record.Id] = mark.ToString();
            record.Set("spec", spec);
        }

        return ToolAnswer.Json(record.Json());
    }

    private ToolAnswer Start(string stream, ToolRequest request, string mark)
    {
        var kept = _tool.Streams.Single(s => s.Id == stream);
        if (request.Query.ContainsKey("dryRun"))
        {
            return ToolAnswer.Json(new JsonObject { ["metadata"] = new JsonObject { ["name"] = "dry" } });
        }

        var run = kept.Create(request["ns"]);
        _marks[run.Id] = mark;
        return ToolAnswer.Json(run.Json());
    }

    private ToolAnswer Watch(ClusterResource resource, ToolRequest request)
    {
        lock (_gate)
        {
            Look();
            var since = long.Parse(request.Query["resourceVersion"], CultureInfo.InvariantCulture);
            var lines = _changes.Where(c => c.Stream == resource.Stream && c.Version > since).Select(c => new JsonObject { ["type"] = c.Type, ["object"] = c.Object.DeepClone() })
                .Append(new() { ["type"] = "BOOKMARK", ["object"] = new JsonObject { ["kind"] = resource.Kind, ["apiVersion"] = resource.ApiVersion, ["metadata"] = new JsonObject { ["resourceVersion"] = _last.ToString(CultureInfo.InvariantCulture) } } });
            return ToolAnswer.Text(200, string.Concat(lines.Select(l => l.ToJsonString() + "\n")));
        }
    }

    // Writes down what changed since the last look, as etcd does when it happens.
    private void Look()
    {
        foreach (var stream in _tool.Streams)
        {
            foreach (var record in stream.ChangedSince(null))
            {
                var json = record.Json();
                var version = long.Parse(json["metadata"]!["resourceVersion"]!.ToString(), CultureInfo.InvariantCulture);
                if (!_known.TryGetValue(record.Id, out var before) || before.Json["metadata"]!["resourceVersion"]!.ToString() != version.ToString(CultureInfo.InvariantCulture))
                {
                    _changes.Add((version, stream.Id, _known.ContainsKey(record.Id) ? "MODIFIED" : "ADDED", json));
                    _known[record.Id] = (stream.Id, record.Container, json);
                }
            }

            foreach (var (id, gone) in _known.Where(k => k.Value.Stream == stream.Id && stream.Find(k.Key) is null && (k.Value.Container is null || !_tool.IsHidden(k.Value.Container))).ToList())
            {
                _known.Remove(id);
                var last = (JsonObject)gone.Json.DeepClone();
                last["metadata"]!["resourceVersion"] = (++_last).ToString(CultureInfo.InvariantCulture);
                _changes.Add((_last, stream.Id, "DELETED", last));
            }
        }

        _changes.Sort((left, right) => left.Version.CompareTo(right.Version));
    }

    private string VersionOf(SimulatedRecord record)
    {
        lock (_gate)
        {
            return (_versions.TryGetValue((record.Id, record.Revision), out var known) ? known : _versions[(record.Id, record.Revision)] = ++_last).ToString(CultureInfo.InvariantCulture);
        }
    }

    private JsonObject Template(ClusterResource resource, SimulatedRecord r)
    {
        var metadata = new JsonObject
        {
            ["name"] = Name(resource, r),
            ["uid"] = r.Id,
            ["resourceVersion"] = VersionOf(r),
            ["creationTimestamp"] = At(r.CreatedAt),
            ["labels"] = new JsonObject { ["tekton.dev/pipeline"] = "shop", ["tekton.dev/task"] = "build", ["tekton.dev/pipelineRun"] = "shop-1", ["buildconfig"] = "shop" },
            ["annotations"] = new JsonObject
            {
                ["deployment.kubernetes.io/revision"] = resource.Stream == ClusterStreams.Deployment ? "2" : "1",
                ["openshift.io/deployment-config.name"] = $"shop-{r.Number}",
                ["openshift.io/deployment-config.latest-version"] = "1",
                ["openshift.io/deployment.phase"] = "Complete",
                ["openshift.io/description"] = $"Revision {r.Revision}",
            },
            ["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = resource.Stream == ClusterStreams.ReplicaSet ? "Deployment" : "DeploymentConfig", ["name"] = $"shop-{r.Number}", ["uid"] = resource.Stream == ClusterStreams.ReplicaSet ? $"deployment-{r.Number}" : $"owner-{resource.Stream}-{r.Number}" }),
        };
        if (_marks.TryGetValue(r.Id, out var mark))
        {
            metadata[resource.Stream == ClusterStreams.PipelineRun ? "labels" : "annotations"]![Workloads.Mark] = mark;
        }

        if (r.Container is not null)
        {
            metadata["namespace"] = r.Container;
        }

        return new()
        {
            ["kind"] = resource.Kind,
            ["apiVersion"] = resource.ApiVersion,
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["replicas"] = r.Revision,
                ["host"] = $"shop-{r.Revision}.example.com",
                ["clusterID"] = r.Id,
                ["containers"] = new JsonArray(new JsonObject { ["name"] = "shop", ["image"] = $"registry.example.com/shop:{r.Revision}" }),
                ["triggeredBy"] = new JsonArray(new JsonObject { ["message"] = mark ?? "Manually triggered" }),
                ["source"] = resource.Stream == ClusterStreams.ArgoApplication
                    ? new JsonObject { ["repoURL"] = "https://github.com/acme/shop.git", ["targetRevision"] = $"r{r.Revision}" }
                    : new JsonObject { ["git"] = new JsonObject { ["uri"] = "https://github.com/acme/shop.git", ["ref"] = $"r{r.Revision}" } },
                ["destination"] = new JsonObject { ["namespace"] = "shop", ["server"] = "https://kubernetes.default.svc" },
                ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "shop", ["image"] = $"registry.example.com/{(resource.Stream == ClusterStreams.ReplicaSet ? "before" : "shop")}:{r.Revision}" }) } },
            },
            ["status"] = new JsonObject
            {
                ["phase"] = resource.Stream == ClusterStreams.Namespace ? "Active" : "Running",
                ["latestVersion"] = _marks.ContainsKey(r.Id) ? 2 : 1,
                ["startTime"] = At(r.CreatedAt),
                ["startTimestamp"] = At(r.CreatedAt),
                ["tags"] = new JsonArray(new JsonObject { ["tag"] = "latest", ["items"] = new JsonArray(new JsonObject { ["created"] = At(r.UpdatedAt), ["dockerImageReference"] = $"registry.example.com/{r.Id}@sha256:{r.Number}", ["image"] = $"sha256:{r.Number}", ["generation"] = r.Revision }) }),
                ["conditions"] = new JsonArray(
                    new JsonObject { ["type"] = "Progressing", ["status"] = "True", ["reason"] = resource.Stream == ClusterStreams.DeploymentConfig ? "NewReplicationControllerAvailable" : "NewReplicaSetAvailable", ["lastTransitionTime"] = At(r.CreatedAt), ["lastUpdateTime"] = At(r.UpdatedAt) },
                    new JsonObject { ["type"] = "Succeeded", ["status"] = "Unknown", ["reason"] = "Running", ["message"] = $"Revision {r.Revision}", ["lastTransitionTime"] = At(r.UpdatedAt) }),
                ["desired"] = new JsonObject { ["version"] = $"4.15.{r.Revision}" },
                ["history"] = new JsonArray(new JsonObject { ["state"] = "Completed", ["version"] = $"4.15.{r.Revision}", ["startedTime"] = At(r.CreatedAt), ["completionTime"] = At(r.UpdatedAt) }),
                ["sync"] = new JsonObject { ["status"] = "Synced", ["revision"] = "c1" },
                ["health"] = new JsonObject { ["status"] = "Healthy" },
            },
        };
    }

    private static string At(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
