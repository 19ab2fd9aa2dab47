using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.OpenShift;

/// <summary>Changes of the API server: patches of what runs, builds and pipelines that are started. Admission refuses an image that the registry does not have.</summary>
internal sealed class ClusterActing(CompanyWorld world, ClusterForms forms, DeploymentForms modern)
{
    private const string By = "plutora";

    /// <summary>Patches a DeploymentConfig or a Deployment: another number of pods, another image, or the same one rolled out anew; of a Deployment also what an earlier roll-out brought.</summary>
    public async Task<IResult> PatchAsync(ClusterKind kind, string ns, string name, HttpRequest request, CancellationToken cancellationToken)
    {
        var (type, dry) = (request.ContentType?.Split(';')[0], request.Query["dryRun"] == "All");
        if (type is not ("application/merge-patch+json" or "application/json-patch+json"))
        {
            return ClusterServing.Fault(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json");
        }

        return await ReadAsync(request, cancellationToken) switch
        {
            JsonObject patch when type == "application/merge-patch+json" => world.Together(() => Patch(kind, ns, name, patch, dry)),
            JsonArray operations when type == "application/json-patch+json" => Merged(operations) is { } patch
                ? world.Together(() => Patch(kind, ns, name, patch, dry))
                : ClusterServing.Fault(422, "Invalid", "the server rejected our request due to an error in our request: of JSON patches this stand-in takes a test of the resourceVersion, annotations and the whole template"),
            _ => ClusterServing.Fault(400, "BadRequest", "the body is no patch of its type"),
        };
    }

    /// <summary>Starts a build of a BuildConfig.</summary>
    public async Task<IResult> InstantiateAsync(string ns, string name, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, cancellationToken) is not JsonObject asked)
        {
            return ClusterServing.Fault(400, "BadRequest", "the body is no JSON object");
        }

        return world.Together(() =>
        {
            if (world.All<Application>().FirstOrDefault(a => a.Key == name && forms.Home(a).Name == ns && !forms.HasMovedOn(a.Id)) is not { } application)
            {
                return ClusterServing.Fault(404, "NotFound", $"buildconfigs.build.openshift.io \"{name}\" not found");
            }

            var repository = world.All<Repository>().First(r => r.ApplicationId == application.Id);
            var parameters = (asked["env"] as JsonArray ?? []).OfType<JsonObject>().Select(e => KeyValuePair.Create(e["name"]!.ToString(), e["value"]?.ToString() ?? ""))
                .Append(KeyValuePair.Create(ClusterForms.TriggeredBy, (asked["triggeredBy"] as JsonArray)?[0]?["message"]?.ToString() ?? "Manually triggered"));
            return ClusterServing.Answer(forms.Build(world.QueueBuild(repository.Id, repository.DefaultBranch, By, null, parameters)), 201);
        });
    }

    /// <summary>Starts a pipeline.</summary>
    public async Task<IResult> StartPipelineAsync(string ns, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, cancellationToken) is not JsonObject asked || asked["spec"]?["pipelineRef"]?["name"]?.ToString() is not { Length: > 0 } pipeline)
        {
            return ClusterServing.Fault(422, "Invalid", "PipelineRun.tekton.dev \"\" is invalid: spec.pipelineRef.name: Required value");
        }

        return world.Together(() =>
        {
            if (world.All<DeploymentEnvironment>().FirstOrDefault(e => e.Name == ns) is not { } environment)
            {
                return ClusterServing.Fault(404, "NotFound", $"namespaces \"{ns}\" not found");
            }

            var name = asked["metadata"]?["name"]?.ToString() ?? string.Create(CultureInfo.InvariantCulture, $"{asked["metadata"]?["generateName"]?.ToString() ?? pipeline + "-"}{world.Next("pipeline-runs"):x5}");
            var run = new ClusterPipelineRun
            {
                Name = name,
                EnvironmentId = environment.Id,
                Pipeline = pipeline,
                Parameters = Texts((asked["spec"]!["params"] as JsonArray ?? []).OfType<JsonObject>().Select(p => KeyValuePair.Create(p["name"]!.ToString(), p["value"]))),
                Labels = Texts(asked["metadata"]?["labels"] as JsonObject ?? []),
            };
            if (request.Query["dryRun"] == "All")
            {
                return ClusterServing.Answer(forms.PipelineRun(run with { CreatedAt = world.Now }), 201);
            }

            var application = world.All<Application>().FirstOrDefault(a => a.Key == pipeline && a.TeamId == environment.TeamId);
            var repository = application is null ? null : world.All<Repository>().First(r => r.ApplicationId == application.Id);
            var build = repository is null ? null : world.QueueBuild(repository.Id, repository.DefaultBranch, By);
            return ClusterServing.Answer(forms.PipelineRun(world.Add(run with { BuildId = build?.Id }, By)), 201);
        });
    }

    private IResult Patch(ClusterKind kind, string ns, string name, JsonObject patch, bool dry)
    {
        if (world.All<Application>().FirstOrDefault(a => a.Key == name && forms.HasMovedOn(a.Id) == (kind.Kind == "Deployment")) is not { } application || world.All<DeploymentEnvironment>().FirstOrDefault(e => e.Name == ns) is not { } environment || forms.Present(application.Id, environment.Id) is not { } present)
        {
            return ClusterServing.NotFound(kind, name);
        }

        if (patch["metadata"]?["resourceVersion"]?.ToString() is { } version && version != present.Revision.ToString(CultureInfo.InvariantCulture))
        {
            return ClusterServing.Fault(409, "Conflict", $"Operation cannot be fulfilled on {kind.Plural}.{kind.Group} \"{name}\": the object has been modified; please apply your changes to the latest version and try again");
        }

        var marks = present.Properties.SetItems(Texts(patch["metadata"]?["annotations"] as JsonObject ?? []));
        var (spec, after) = (patch["spec"] as JsonObject ?? [], present with { Properties = marks });
        if (spec["replicas"] is JsonValue replicas)
        {
            if (!replicas.TryGetValue<int>(out var count) || count < 0)
            {
                return ClusterServing.Fault(422, "Invalid", "spec.replicas: Invalid value: must be greater than or equal to 0");
            }

            after = after with { Replicas = count };
        }

        var artifact = world.Get<Artifact>(present.ArtifactId);
        if (spec["template"]?["spec"]?["containers"]?[0]?["image"]?.ToString() is { } image)
        {
            if (world.All<Artifact>().LastOrDefault(a => a.ApplicationId == application.Id && (image == ClusterForms.ImageOf(a) || image == $"{a.Image}:{a.Tag}" || image == $"{a.Image}@{a.Digest}")) is not { } found)
            {
                return ClusterServing.Fault(422, "Invalid", $"admission webhook \"images.acme.example\" denied the request: spec.template.spec.containers[0].image: the registry has no {image}");
            }

            artifact = found;
        }

        if (dry)
        {
            return ClusterServing.Answer(Shown(after with { ArtifactId = artifact.Id }));
        }

        if (spec["template"] is null)
        {
            return ClusterServing.Answer(Shown(world.Update<Deployment>(present.Id, _ => after, By)));
        }

        // A Deployment that is given what it ran before takes its ReplicaSet up again.
        var earlier = kind.Kind == "Deployment" && artifact.Id != present.ArtifactId ? world.All<Deployment>().LastOrDefault(d => d.ApplicationId == application.Id && d.EnvironmentId == environment.Id && d.ArtifactId == artifact.Id) : null;
        var rollOut = world.Deploy(application.Id, environment.Id, artifact.Id, By, rollbackOf: earlier?.Id);
        return ClusterServing.Answer(Shown(world.Update<Deployment>(rollOut.Id, d => d with { Replicas = after.Replicas, Properties = marks }, By)));
    }

    private JsonObject Shown(Deployment rollOut) => forms.HasMovedOn(rollOut.ApplicationId) ? modern.Deployment(rollOut) : forms.DeploymentConfig(rollOut);

    // The same change as a merge patch; null where an operation is none of those that are known here.
    private static JsonObject? Merged(JsonArray operations)
    {
        const string Annotation = "/metadata/annotations/";
        var (metadata, spec) = (new JsonObject { ["annotations"] = new JsonObject() }, new JsonObject());
        foreach (var operation in operations)
        {
            switch (operation?["op"]?.ToString(), operation?["path"]?.ToString())
            {
                case ("test", "/metadata/resourceVersion"):
                    metadata["resourceVersion"] = operation!["value"]?.DeepClone();
                    break;
                case ("add" or "replace", { } path) when path.StartsWith(Annotation, StringComparison.Ordinal):
                    metadata["annotations"]![path[Annotation.Length..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)] = operation!["value"]?.DeepClone();
                    break;
                case ("replace", "/spec/template"):
                    spec["template"] = operation!["value"]?.DeepClone();
                    break;
                default:
                    return null;
            }
        }

        return new() { ["metadata"] = metadata, ["spec"] = spec };
    }

    private static ImmutableSortedDictionary<string, string> Texts(IEnumerable<KeyValuePair<string, JsonNode?>> members) =>
        members.ToImmutableSortedDictionary(m => m.Key, m => m.Value?.ToString() ?? "", StringComparer.Ordinal);

    private static async Task<JsonNode?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
