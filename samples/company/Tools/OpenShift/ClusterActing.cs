using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Tools.OpenShift;

/// <summary>Changes of the API server: patches of what runs, builds and pipelines that are started. Admission refuses an image that the registry does not have.</summary>
internal sealed class ClusterActing(CompanyWorld world, ClusterForms forms, ClusterKind configs)
{
    private const string By = "plutora";

    /// <summary>Patches a DeploymentConfig: another number of pods, another image, or the same one rolled out anew.</summary>
    public async Task<IResult> PatchAsync(string ns, string name, HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentType?.Split(';')[0] is not "application/merge-patch+json")
        {
            return ClusterServing.Fault(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/merge-patch+json");
        }

        return await ReadAsync(request, cancellationToken) is { } patch
            ? world.Together(() => Patch(ns, name, patch, request.Query["dryRun"] == "All"))
            : ClusterServing.Fault(400, "BadRequest", "the body is no JSON object");
    }

    /// <summary>Starts a build of a BuildConfig.</summary>
    public async Task<IResult> InstantiateAsync(string ns, string name, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, cancellationToken) is not { } asked)
        {
            return ClusterServing.Fault(400, "BadRequest", "the body is no JSON object");
        }

        return world.Together(() =>
        {
            if (world.All<Application>().FirstOrDefault(a => a.Key == name && forms.Home(a).Name == ns) is not { } application)
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
        if (await ReadAsync(request, cancellationToken) is not { } asked || asked["spec"]?["pipelineRef"]?["name"]?.ToString() is not { Length: > 0 } pipeline)
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

    private IResult Patch(string ns, string name, JsonObject patch, bool dry)
    {
        if (world.All<Application>().FirstOrDefault(a => a.Key == name) is not { } application || world.All<DeploymentEnvironment>().FirstOrDefault(e => e.Name == ns) is not { } environment || forms.Present(application.Id, environment.Id) is not { } present)
        {
            return ClusterServing.NotFound(configs, name);
        }

        if (patch["metadata"]?["resourceVersion"]?.ToString() is { } version && version != present.Revision.ToString(CultureInfo.InvariantCulture))
        {
            return ClusterServing.Fault(409, "Conflict", $"Operation cannot be fulfilled on deploymentconfigs.apps.openshift.io \"{name}\": the object has been modified; please apply your changes to the latest version and try again");
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
            return ClusterServing.Answer(forms.DeploymentConfig(after with { ArtifactId = artifact.Id }));
        }

        if (spec["template"] is null)
        {
            return ClusterServing.Answer(forms.DeploymentConfig(world.Update<Deployment>(present.Id, _ => after, By)));
        }

        var rollOut = world.Deploy(application.Id, environment.Id, artifact.Id, By);
        return ClusterServing.Answer(forms.DeploymentConfig(world.Update<Deployment>(rollOut.Id, d => d with { Replicas = after.Replicas, Properties = marks }, By)));
    }

    private static ImmutableSortedDictionary<string, string> Texts(IEnumerable<KeyValuePair<string, JsonNode?>> members) =>
        members.ToImmutableSortedDictionary(m => m.Key, m => m.Value?.ToString() ?? "", StringComparer.Ordinal);

    private static async Task<JsonObject?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
