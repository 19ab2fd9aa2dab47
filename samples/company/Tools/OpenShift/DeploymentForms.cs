using System.Globalization;
using System.Text.Json.Nodes;
using Acme.Company.World;

namespace Acme.Company.Tools.OpenShift;

/// <summary>
/// The roll-outs of the application that has moved on to Deployments, and its builds as runs of a pipeline of Tekton's. Kubernetes keeps of a roll-out what it brought, as a ReplicaSet, and of the present
/// one alone how it went.
/// </summary>
internal sealed class DeploymentForms(CompanyWorld world, ClusterForms forms)
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private const int KeptSets = 10;

    /// <summary>What runs of the application in an environment, as its newest roll-out leaves it.</summary>
    public JsonObject Deployment(Deployment newest)
    {
        var application = world.Get<Application>(newest.ApplicationId);
        var first = OfPlace(newest).First();
        var available = newest.State == RunState.Succeeded ? newest.Replicas : 0;
        var metadata = ClusterForms.Metadata("deployment", first.Id, application.Key, forms.Environment(newest.EnvironmentId), newest.Revision, first.StartedAt, ClusterForms.Labels(application));
        metadata["generation"] = newest.Number;
        metadata["annotations"] = forms.Annotations(newest, marks: true);
        metadata["annotations"]![Revision] = newest.Number.ToString(CultureInfo.InvariantCulture);
        return new()
        {
            ["kind"] = "Deployment",
            ["apiVersion"] = "apps/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["replicas"] = newest.Replicas,
                ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = application.Key } },
                ["template"] = forms.Template(newest, application),
                ["strategy"] = new JsonObject { ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = "25%", ["maxSurge"] = "25%" } },
                ["revisionHistoryLimit"] = KeptSets,
                ["progressDeadlineSeconds"] = 600,
            },
            ["status"] = new JsonObject
            {
                ["observedGeneration"] = newest.Number,
                ["replicas"] = newest.Replicas,
                ["updatedReplicas"] = newest.Replicas,
                ["readyReplicas"] = available,
                ["availableReplicas"] = available,
                ["unavailableReplicas"] = newest.Replicas - available,
                ["conditions"] = new JsonArray(ClusterForms.Condition("Available", available > 0 ? "True" : "False", available > 0 ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable", newest.StartedAt, newest.FinishedAt, null), Progress(newest)),
            },
        };
    }

    /// <summary>What the roll-outs to one place brought, as far as it may still be brought back: one that brought something back bears the ReplicaSet of that.</summary>
    public IEnumerable<JsonObject> ReplicaSets(Deployment newest) => OfPlace(newest).GroupBy(Origin).Select(g => (Origin: g.Key, Last: g.MaxBy(d => d.Number)!)).OrderByDescending(g => g.Last.Number).Take(KeptSets + 1).Select(g => ReplicaSet(g.Last));

    /// <summary>The ReplicaSet that a roll-out runs by.</summary>
    public JsonObject ReplicaSet(Deployment rollOut)
    {
        var application = world.Get<Application>(rollOut.ApplicationId);
        var (origin, first) = (Origin(rollOut), OfPlace(rollOut).First());
        var borne = OfPlace(rollOut).Where(d => Origin(d) == origin).ToList();
        var begun = borne[0];
        var hash = ClusterForms.Uid("replicaset", origin)[..8];
        var metadata = ClusterForms.Metadata("replicaset", origin, $"{application.Key}-{hash}", forms.Environment(rollOut.EnvironmentId), borne[^1].Revision, begun.StartedAt, ClusterForms.Labels(application));
        metadata["labels"]!["pod-template-hash"] = hash;
        metadata["generation"] = borne.Count;
        var annotations = forms.Annotations(borne[^1], marks: true);
        annotations["deployment.kubernetes.io/desired-replicas"] = $"{rollOut.Replicas}";
        annotations[Revision] = borne[^1].Number.ToString(CultureInfo.InvariantCulture);
        if (borne.Count > 1)
        {
            annotations["deployment.kubernetes.io/revision-history"] = string.Join(',', borne.SkipLast(1).Select(d => d.Number.ToString(CultureInfo.InvariantCulture)));
        }

        metadata["annotations"] = annotations;
        metadata["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = application.Key, ["uid"] = ClusterForms.Uid("deployment", first.Id), ["controller"] = true, ["blockOwnerDeletion"] = true });
        var replicas = forms.Present(rollOut.ApplicationId, rollOut.EnvironmentId) is { } present && Origin(present) == origin ? present.Replicas : 0;
        return new()
        {
            ["kind"] = "ReplicaSet",
            ["apiVersion"] = "apps/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = application.Key, ["pod-template-hash"] = hash } }, ["template"] = forms.Template(begun, application) },
            ["status"] = new JsonObject { ["replicas"] = replicas, ["observedGeneration"] = borne.Count },
        };
    }

    /// <summary>A build as the run of a pipeline that a push began.</summary>
    public JsonObject PipelineRun(Build build)
    {
        var application = forms.ApplicationOf(build);
        var repository = world.Get<Repository>(build.RepositoryId);
        var metadata = ClusterForms.Metadata("pipelinerun of build", build.Id, string.Create(CultureInfo.InvariantCulture, $"{application.Key}-{build.Number}"), forms.Home(application).Name, build.Revision, build.QueuedAt, new()
        {
            ["tekton.dev/pipeline"] = application.Key,
            ["pipelinesascode.tekton.dev/event-type"] = "push",
            ["pipelinesascode.tekton.dev/sha"] = build.Sha,
        });
        metadata["annotations"] = new JsonObject { ["pipelinesascode.tekton.dev/repo-url"] = $"https://github.com/{repository.Owner}/{repository.Name}", ["pipelinesascode.tekton.dev/branch"] = build.Branch, ["pipelinesascode.tekton.dev/sender"] = build.StartedBy };
        return new()
        {
            ["kind"] = "PipelineRun",
            ["apiVersion"] = "tekton.dev/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["pipelineRef"] = new JsonObject { ["name"] = application.Key }, ["params"] = new JsonArray(new JsonObject { ["name"] = "revision", ["value"] = build.Sha }) },
            ["status"] = forms.RunStatus(build, application.Key, build.StartedAt ?? build.QueuedAt),
        };
    }

    private IEnumerable<Deployment> OfPlace(Deployment of) => world.All<Deployment>().Where(d => d.ApplicationId == of.ApplicationId && d.EnvironmentId == of.EnvironmentId);

    // The roll-out that first brought what this one runs.
    private long Origin(Deployment rollOut) => rollOut.RollbackOf is { } earlier ? Origin(world.Get<Deployment>(earlier)) : rollOut.Id;

    private static JsonObject Progress(Deployment newest)
    {
        var (status, reason, message) = newest.State switch
        {
            RunState.Succeeded => ("True", "NewReplicaSetAvailable", "ReplicaSet has successfully progressed."),
            RunState.Running or RunState.Queued => ("True", "ReplicaSetUpdated", "ReplicaSet is progressing."),
            _ => ("False", "ProgressDeadlineExceeded", "ReplicaSet has timed out progressing."),
        };
        return ClusterForms.Condition("Progressing", status, reason, newest.StartedAt, newest.FinishedAt, message);
    }
}
