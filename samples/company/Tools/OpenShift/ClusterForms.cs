using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Acme.Company.World;

namespace Acme.Company.Tools.OpenShift;

/// <summary>The company's environments, roll-outs, images and builds as objects of an OpenShift cluster.</summary>
internal sealed class ClusterForms(CompanyWorld world)
{
    /// <summary>Parameter of a build that says what the cluster was told when it was started there.</summary>
    public const string TriggeredBy = "TRIGGERED_BY";

    private const string Vcs = "https://github.com/";

    /// <summary>An environment is a namespace.</summary>
    public static JsonObject Namespace(DeploymentEnvironment environment) => new()
    {
        ["kind"] = "Namespace",
        ["apiVersion"] = "v1",
        ["metadata"] = Metadata("namespace", environment.Id, environment.Name, null, environment.Revision, environment.CreatedAt, new()
        {
            ["kubernetes.io/metadata.name"] = environment.Name,
            ["environment"] = environment.Kind switch { EnvironmentKind.Development => "dev", EnvironmentKind.Test => "test", _ => "prod" },
        }),
        ["spec"] = new JsonObject { ["finalizers"] = new JsonArray("kubernetes") },
        ["status"] = new JsonObject { ["phase"] = "Active" },
    };

    /// <summary>Whether an application has moved on to Deployments and to pipelines of Tekton's: the company's last one has, the others run by DeploymentConfigs and are built by BuildConfigs.</summary>
    public bool HasMovedOn(long application) => world.All<Application>().Last().Id == application;

    /// <summary>The newest roll-outs, one for each application and environment.</summary>
    public IEnumerable<Deployment> Present() => world.All<Deployment>().GroupBy(d => (d.ApplicationId, d.EnvironmentId)).Select(g => g.MaxBy(d => d.Number)!);

    /// <summary>The newest roll-out of an application to an environment; null where there was none.</summary>
    public Deployment? Present(long application, long environment) => world.All<Deployment>().Where(d => d.ApplicationId == application && d.EnvironmentId == environment).MaxBy(d => d.Number);

    /// <summary>What runs of an application in an environment, as its newest roll-out leaves it.</summary>
    public JsonObject DeploymentConfig(Deployment newest)
    {
        var application = world.Get<Application>(newest.ApplicationId);
        var first = world.All<Deployment>().First(d => d.ApplicationId == newest.ApplicationId && d.EnvironmentId == newest.EnvironmentId);
        var available = newest.State == RunState.Succeeded ? newest.Replicas : 0;
        var metadata = Metadata("deploymentconfig", first.Id, application.Key, Environment(newest.EnvironmentId), newest.Revision, first.StartedAt, Labels(application));
        metadata["generation"] = newest.Number;
        metadata["annotations"] = Annotations(newest, marks: true);
        return new()
        {
            ["kind"] = "DeploymentConfig",
            ["apiVersion"] = "apps.openshift.io/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["strategy"] = new JsonObject { ["type"] = "Rolling" },
                ["triggers"] = new JsonArray(new JsonObject { ["type"] = "ConfigChange" }),
                ["replicas"] = newest.Replicas,
                ["test"] = false,
                ["selector"] = new JsonObject { ["app"] = application.Key },
                ["template"] = Template(newest, application),
            },
            ["status"] = new JsonObject
            {
                ["latestVersion"] = newest.Number,
                ["observedGeneration"] = newest.Number,
                ["replicas"] = newest.Replicas,
                ["updatedReplicas"] = available,
                ["availableReplicas"] = available,
                ["unavailableReplicas"] = newest.Replicas - available,
                ["conditions"] = new JsonArray(Condition("Available", available > 0 ? "True" : "False", null, newest.StartedAt, newest.FinishedAt, null), Progress(newest, application)),
            },
        };
    }

    /// <summary>What one roll-out left, and how it went.</summary>
    public JsonObject ReplicationController(Deployment rollOut)
    {
        var application = world.Get<Application>(rollOut.ApplicationId);
        var first = world.All<Deployment>().First(d => d.ApplicationId == rollOut.ApplicationId && d.EnvironmentId == rollOut.EnvironmentId);
        var name = string.Create(CultureInfo.InvariantCulture, $"{application.Key}-{rollOut.Number}");
        var metadata = Metadata("replicationcontroller", rollOut.Id, name, Environment(rollOut.EnvironmentId), rollOut.Revision, rollOut.StartedAt, Labels(application));
        var annotations = Annotations(rollOut, marks: false);
        annotations["openshift.io/deployer-pod.name"] = name + "-deploy";
        annotations["openshift.io/deployment-config.latest-version"] = rollOut.Number.ToString(CultureInfo.InvariantCulture);
        annotations["openshift.io/deployment-config.name"] = application.Key;
        annotations["openshift.io/deployment.phase"] = rollOut.State switch { RunState.Succeeded => "Complete", RunState.Running or RunState.Queued => "Running", _ => "Failed" };
        annotations["openshift.io/deployment.status-reason"] = rollOut.State is RunState.Failed ? "deployer pod ran out of time" : "config change";
        if (rollOut.State == RunState.Aborted)
        {
            annotations["openshift.io/deployment.cancelled"] = "true";
        }

        metadata["annotations"] = annotations;
        metadata["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "apps.openshift.io/v1", ["kind"] = "DeploymentConfig", ["name"] = application.Key, ["uid"] = Uid("deploymentconfig", first.Id), ["controller"] = true, ["blockOwnerDeletion"] = true });
        var runs = rollOut.State == RunState.Succeeded && Present(rollOut.ApplicationId, rollOut.EnvironmentId)?.Id == rollOut.Id ? rollOut.Replicas : 0;
        return new()
        {
            ["kind"] = "ReplicationController",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = rollOut.Replicas, ["selector"] = new JsonObject { ["app"] = application.Key, ["deployment"] = name }, ["template"] = Template(rollOut, application) },
            ["status"] = new JsonObject { ["replicas"] = runs, ["readyReplicas"] = runs, ["availableReplicas"] = runs, ["observedGeneration"] = 2 },
        };
    }

    /// <summary>How the image of an application is built.</summary>
    public JsonObject BuildConfig(Application application) => new()
    {
        ["kind"] = "BuildConfig",
        ["apiVersion"] = "build.openshift.io/v1",
        ["metadata"] = Metadata("buildconfig", application.Id, application.Key, Home(application).Name, application.Revision, application.CreatedAt, Labels(application)),
        ["spec"] = new JsonObject
        {
            ["source"] = Source(application),
            ["strategy"] = new JsonObject { ["type"] = "Docker", ["dockerStrategy"] = new JsonObject() },
            ["output"] = new JsonObject { ["to"] = new JsonObject { ["kind"] = "ImageStreamTag", ["name"] = application.Key + ":latest" } },
            ["runPolicy"] = "Serial",
        },
        ["status"] = new JsonObject { ["lastVersion"] = world.All<Build>().Count(b => IsSeen(b) && ApplicationOf(b).Id == application.Id) },
    };

    /// <summary>Whether the cluster has a build of its own for one: the pipeline asks for it when it packages, or it was started in the cluster.</summary>
    public static bool IsSeen(Build build) => build.Parameters.ContainsKey(TriggeredBy) || (build.PullRequestId is null && build.Stages.Exists(s => s.Name == "Package"));

    /// <summary>A build of an image, with the commit and what it made.</summary>
    public JsonObject Build(Build build)
    {
        var application = ApplicationOf(build);
        var artifact = build.ArtifactId is { } made ? world.Get<Artifact>(made) : null;
        var commit = world.All<Commit>().FirstOrDefault(c => c.Sha == build.Sha);
        var person = world.All<Person>().FirstOrDefault(p => p.Login == commit?.Author);
        var metadata = Metadata("build", build.Id, string.Create(CultureInfo.InvariantCulture, $"{application.Key}-{build.Number}"), Home(application).Name, build.Revision, build.QueuedAt, Labels(application));
        metadata["labels"]!["buildconfig"] = application.Key;
        metadata["annotations"] = new JsonObject { ["openshift.io/build.number"] = build.Number.ToString(CultureInfo.InvariantCulture), ["openshift.io/build-config.name"] = application.Key };
        var author = new JsonObject { ["name"] = person?.Name ?? commit?.Author, ["email"] = person?.Email ?? $"{commit?.Author}@acme.example" };
        var status = new JsonObject
        {
            ["phase"] = build.State switch { RunState.Queued => "New", RunState.Running => "Running", RunState.Succeeded => "Complete", RunState.Aborted => "Cancelled", _ => "Failed" },
            ["config"] = new JsonObject { ["kind"] = "BuildConfig", ["namespace"] = Home(application).Name, ["name"] = application.Key },
        };
        if (build.StartedAt is { } started)
        {
            status["startTimestamp"] = Time(started);
        }

        if (build.FinishedAt is { } finished)
        {
            status["completionTimestamp"] = Time(finished);
            status["duration"] = (finished - (build.StartedAt ?? finished)).Ticks * 100;
        }

        if (artifact is not null)
        {
            status["outputDockerImageReference"] = $"{artifact.Image}:{artifact.Tag}";
            status["output"] = new JsonObject { ["to"] = new JsonObject { ["imageDigest"] = artifact.Digest } };
        }

        if (build.State is RunState.Failed or RunState.Unstable)
        {
            (status["reason"], status["message"]) = ("GenericBuildFailed", "Generic Build failure - check logs for details.");
        }

        return new()
        {
            ["kind"] = "Build",
            ["apiVersion"] = "build.openshift.io/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["serviceAccount"] = "builder",
                ["source"] = Source(application),
                ["revision"] = new JsonObject { ["type"] = "Git", ["git"] = new JsonObject { ["commit"] = build.Sha, ["author"] = author, ["committer"] = author.DeepClone(), ["message"] = commit?.Message } },
                ["strategy"] = new JsonObject { ["type"] = "Docker", ["dockerStrategy"] = new JsonObject() },
                ["output"] = new JsonObject { ["to"] = new JsonObject { ["kind"] = "ImageStreamTag", ["name"] = application.Key + ":latest" } },
                ["triggeredBy"] = new JsonArray(new JsonObject { ["message"] = build.Parameters.GetValueOrDefault(TriggeredBy) ?? "Manually triggered" }),
            },
            ["status"] = status,
        };
    }

    /// <summary>The images of an application.</summary>
    public JsonObject ImageStream(Application application)
    {
        var artifacts = world.All<Artifact>().Where(a => a.ApplicationId == application.Id).ToList();
        return new()
        {
            ["kind"] = "ImageStream",
            ["apiVersion"] = "image.openshift.io/v1",
            ["metadata"] = Metadata("imagestream", application.Id, application.Key, Home(application).Name, artifacts.Select(a => a.Revision).Append(application.Revision).Max(), application.CreatedAt, Labels(application)),
            ["spec"] = new JsonObject { ["lookupPolicy"] = new JsonObject { ["local"] = false } },
            ["status"] = new JsonObject
            {
                ["dockerImageRepository"] = artifacts.Count == 0 ? "" : artifacts[0].Image,
                ["tags"] = new JsonArray([.. artifacts.AsEnumerable().Reverse().Select(a => (JsonNode)new JsonObject
                {
                    ["tag"] = a.Tag,
                    ["items"] = new JsonArray(new JsonObject { ["created"] = Time(a.CreatedAt), ["dockerImageReference"] = $"{a.Image}@{a.Digest}", ["image"] = a.Digest, ["generation"] = a.Id }),
                })]),
            },
        };
    }

    /// <summary>Where users reach an application.</summary>
    public JsonObject Route(Application application)
    {
        var production = world.All<DeploymentEnvironment>().First(e => e.TeamId == application.TeamId && e.Kind == EnvironmentKind.Production);
        return new()
        {
            ["kind"] = "Route",
            ["apiVersion"] = "route.openshift.io/v1",
            ["metadata"] = Metadata("route", application.Id, application.Key, production.Name, application.Revision, application.CreatedAt, Labels(application)),
            ["spec"] = new JsonObject { ["host"] = $"{application.Key}.acme.example", ["to"] = new JsonObject { ["kind"] = "Service", ["name"] = application.Key, ["weight"] = 100 }, ["tls"] = new JsonObject { ["termination"] = "edge" }, ["wildcardPolicy"] = "None" },
            ["status"] = new JsonObject { ["ingress"] = new JsonArray(new JsonObject { ["host"] = $"{application.Key}.acme.example", ["routerName"] = "default", ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Admitted", ["status"] = "True", ["lastTransitionTime"] = Time(application.CreatedAt) }) }) },
        };
    }

    /// <summary>A run of a pipeline of Tekton's.</summary>
    public JsonObject PipelineRun(ClusterPipelineRun run)
    {
        var build = run.BuildId is { } started ? world.Get<Build>(started) : null;
        var labels = new JsonObject { ["tekton.dev/pipeline"] = run.Pipeline };
        foreach (var (name, value) in run.Labels)
        {
            labels[name] = value;
        }

        return new()
        {
            ["kind"] = "PipelineRun",
            ["apiVersion"] = "tekton.dev/v1",
            ["metadata"] = Metadata("pipelinerun", run.Id, run.Name, Environment(run.EnvironmentId), Math.Max(run.Revision, build?.Revision ?? 0), run.CreatedAt, labels),
            ["spec"] = new JsonObject { ["pipelineRef"] = new JsonObject { ["name"] = run.Pipeline }, ["params"] = new JsonArray([.. run.Parameters.Select(p => (JsonNode)Result(p.Key, p.Value))]) },
            ["status"] = RunStatus(build, run.Pipeline, run.CreatedAt),
        };
    }

    /// <summary>How the run of a pipeline goes, as its build does.</summary>
    public JsonObject RunStatus(Build? build, string pipeline, DateTimeOffset begun)
    {
        var artifact = build?.ArtifactId is { } made ? world.Get<Artifact>(made) : null;
        var (status, reason, message) = build?.State switch
        {
            null => ("False", "CouldntGetPipeline", $"pipelines.tekton.dev \"{pipeline}\" not found"),
            RunState.Queued or RunState.Running => ("Unknown", "Running", "Tasks Completed: 0, Incomplete: 1"),
            RunState.Succeeded => ("True", "Succeeded", "Tasks Completed: 1 (Failed: 0, Cancelled 0), Skipped: 0"),
            RunState.Aborted => ("False", "Cancelled", "the run was cancelled"),
            _ => ("False", "Failed", "Tasks Completed: 1 (Failed: 1, Cancelled 0), Skipped: 0"),
        };
        var changed = build?.FinishedAt ?? build?.StartedAt ?? begun;
        var state = new JsonObject
        {
            ["startTime"] = Time(begun),
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Succeeded", ["status"] = status, ["reason"] = reason, ["message"] = message, ["lastTransitionTime"] = Time(changed) }),
        };
        if (status != "Unknown")
        {
            state["completionTime"] = Time(changed);
        }

        if (artifact is not null)
        {
            state["results"] = new JsonArray(Result("IMAGE_URL", $"{artifact.Image}:{artifact.Tag}"), Result("IMAGE_DIGEST", artifact.Digest), Result("CHAINS-GIT_COMMIT", artifact.Sha));
        }

        return state;
    }

    private static JsonObject Result(string name, string value) => new() { ["name"] = name, ["value"] = value };

    /// <summary>The cluster itself.</summary>
    public JsonObject ClusterVersion()
    {
        var begun = world.All<Application>().First();
        return new()
        {
            ["kind"] = "ClusterVersion",
            ["apiVersion"] = "config.openshift.io/v1",
            ["metadata"] = Metadata("clusterversion", 1, "version", null, begun.Revision, begun.CreatedAt, []),
            ["spec"] = new JsonObject { ["channel"] = "stable-4.16", ["clusterID"] = Uid("cluster", 1) },
            ["status"] = new JsonObject
            {
                ["desired"] = new JsonObject { ["version"] = "4.16.9" },
                ["history"] = new JsonArray(new JsonObject { ["state"] = "Completed", ["version"] = "4.16.9", ["startedTime"] = Time(begun.CreatedAt), ["completionTime"] = Time(begun.CreatedAt), ["verified"] = true }),
                ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Available", ["status"] = "True", ["lastTransitionTime"] = Time(begun.CreatedAt) }),
            },
        };
    }

    /// <summary>The application that a build is of.</summary>
    public Application ApplicationOf(Build build) => world.Get<Application>(world.Get<Repository>(build.RepositoryId).ApplicationId);

    /// <summary>The environment in whose namespace images of an application are built and kept.</summary>
    public DeploymentEnvironment Home(Application application) => world.All<DeploymentEnvironment>().First(e => e.TeamId == application.TeamId && e.Kind == EnvironmentKind.Development);

    /// <summary>The image of an artifact, by tag for people and by digest for machines.</summary>
    public static string ImageOf(Artifact artifact) => $"{artifact.Image}:{artifact.Tag}@{artifact.Digest}";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal static string Uid(string kind, long id) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind} {id}"))).AsSpan(0, 16)).ToString();

    internal static JsonObject Metadata(string kind, long id, string name, string? ns, long version, DateTimeOffset made, JsonObject labels)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        metadata["uid"] = Uid(kind, id);
        metadata["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        metadata["creationTimestamp"] = Time(made);
        metadata["labels"] = labels;
        return metadata;
    }

    internal static JsonObject Labels(Application application) => new() { ["app"] = application.Key, ["app.kubernetes.io/name"] = application.Key, ["app.kubernetes.io/part-of"] = application.Key };

    internal static JsonObject Condition(string type, string status, string? reason, DateTimeOffset since, DateTimeOffset? updated, string? message)
    {
        var condition = new JsonObject { ["type"] = type, ["status"] = status, ["lastTransitionTime"] = Time(since), ["lastUpdateTime"] = Time(updated ?? since) };
        if (reason is not null)
        {
            condition["reason"] = reason;
        }

        if (message is not null)
        {
            condition["message"] = message;
        }

        return condition;
    }

    private static JsonObject Progress(Deployment newest, Application application)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{application.Key}-{newest.Number}");
        var (status, reason, message) = newest.State switch
        {
            RunState.Succeeded => ("True", "NewReplicationControllerAvailable", $"replication controller \"{name}\" successfully rolled out"),
            RunState.Running or RunState.Queued => ("Unknown", "ReplicationControllerUpdated", $"replication controller \"{name}\" is progressing"),
            RunState.Aborted => ("False", "RolloutCancelled", $"rollout for \"{name}\" was cancelled"),
            _ => ("False", "ProgressDeadlineExceeded", $"replication controller \"{name}\" has failed progressing"),
        };
        return Condition("Progressing", status, reason, newest.StartedAt, newest.FinishedAt, message);
    }

    // What people write down with a roll-out: the change that allowed it, and the commit that the image was built of.
    internal JsonObject Annotations(Deployment rollOut, bool marks)
    {
        var artifact = world.Get<Artifact>(rollOut.ArtifactId);
        var repository = world.All<Repository>().First(r => r.ApplicationId == rollOut.ApplicationId);
        var annotations = new JsonObject { ["app.openshift.io/vcs-uri"] = $"{Vcs}{repository.Owner}/{repository.Name}.git", ["app.openshift.io/vcs-ref-sha"] = artifact.Sha };
        if (rollOut.ChangeRequestId is { } change)
        {
            annotations["kubernetes.io/change-cause"] = $"{world.Get<ChangeRequest>(change).Number}: {(rollOut.RollbackOf is null ? "deploy" : "back to")} {artifact.Tag}";
        }

        foreach (var (name, value) in rollOut.Properties.Where(_ => marks))
        {
            annotations[name] = value;
        }

        return annotations;
    }

    internal JsonObject Template(Deployment rollOut, Application application) => new()
    {
        ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = application.Key } },
        ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = application.Key, ["image"] = ImageOf(world.Get<Artifact>(rollOut.ArtifactId)), ["ports"] = new JsonArray(new JsonObject { ["containerPort"] = 8080, ["protocol"] = "TCP" }), ["imagePullPolicy"] = "IfNotPresent" }) },
    };

    private JsonObject Source(Application application)
    {
        var repository = world.All<Repository>().First(r => r.ApplicationId == application.Id);
        return new() { ["type"] = "Git", ["git"] = new JsonObject { ["uri"] = $"{Vcs}{repository.Owner}/{repository.Name}.git", ["ref"] = repository.DefaultBranch } };
    }

    internal string Environment(long id) => world.Get<DeploymentEnvironment>(id).Name;
}
