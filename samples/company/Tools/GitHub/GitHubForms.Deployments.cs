using System.Text.Json.Nodes;
using Acme.Company.World;

namespace Acme.Company.Tools.GitHub;

/// <content>Deployments and what became of them.</content>
internal sealed partial class GitHubForms
{
    public JsonObject Deployment(CodeDeployment deployment)
    {
        var url = $"{At(deployment.RepositoryId)}/deployments/{deployment.Id}";
        var environment = world.All<DeploymentEnvironment>().FirstOrDefault(e => e.Name == deployment.Environment);
        return new()
        {
            ["url"] = url,
            ["id"] = deployment.Id,
            ["node_id"] = Node("DE", deployment.Id),
            ["task"] = "deploy",
            ["original_environment"] = deployment.Environment,
            ["environment"] = deployment.Environment,
            ["description"] = deployment.Description,
            ["created_at"] = Time(deployment.CreatedAt),
            ["updated_at"] = Time(deployment.UpdatedAt),
            ["statuses_url"] = url + "/statuses",
            ["repository_url"] = At(deployment.RepositoryId),
            ["creator"] = User(deployment.Creator),
            ["sha"] = deployment.Sha,
            ["ref"] = deployment.Ref,
            ["payload"] = JsonNode.Parse(deployment.Payload),
            ["transient_environment"] = false,
            ["production_environment"] = environment?.Kind == EnvironmentKind.Production,
        };
    }

    /// <summary>What became of a deployment, the newest first: what the roll-out that it began tells, and what was reported.</summary>
    public IReadOnlyList<JsonObject> Statuses(CodeDeployment deployment)
    {
        var told = world.All<CodeDeploymentStatus>().Where(s => s.CodeDeploymentId == deployment.Id).Select(s => (s.CreatedAt, Form: Status(deployment, s))).ToList();
        if (deployment.DeploymentId is { } id && world.Find<Deployment>(id) is { } rollOut)
        {
            told.AddRange(RollOut(deployment, rollOut).Select(s => (s.CreatedAt, Status(deployment, s))));
        }

        return [.. told.OrderByDescending(t => t.CreatedAt).Select(t => t.Form)];
    }

    /// <summary>What a roll-out says of the deployment that began it.</summary>
    public static IEnumerable<CodeDeploymentStatus> RollOut(CodeDeployment deployment, Deployment rollOut)
    {
        yield return new() { Id = 1_000_000 + (2 * rollOut.Id), CodeDeploymentId = deployment.Id, State = "in_progress", Creator = rollOut.StartedBy, CreatedAt = rollOut.StartedAt, UpdatedAt = rollOut.StartedAt };
        if (rollOut.FinishedAt is { } ended)
        {
            yield return new() { Id = 1_000_001 + (2 * rollOut.Id), CodeDeploymentId = deployment.Id, State = rollOut.State == RunState.Succeeded ? "success" : "failure", Description = rollOut.State == RunState.Succeeded ? "" : "The roll-out did not succeed.", Creator = rollOut.StartedBy, CreatedAt = ended, UpdatedAt = ended };
        }
    }

    public JsonObject Status(CodeDeployment deployment, CodeDeploymentStatus status)
    {
        var (of, page) = ($"{At(deployment.RepositoryId)}/deployments/{deployment.Id}", $"{Web}/{NameOf(deployment.RepositoryId)}/deployments");
        var form = new JsonObject
        {
            ["url"] = $"{of}/statuses/{status.Id}",
            ["id"] = status.Id,
            ["node_id"] = Node("DES", status.Id),
            ["state"] = status.State,
            ["creator"] = User(status.Creator),
            ["description"] = status.Description,
            ["environment"] = deployment.Environment,
            ["target_url"] = status.LogUrl.Length > 0 ? status.LogUrl : page,
            ["created_at"] = Time(status.CreatedAt),
            ["updated_at"] = Time(status.UpdatedAt),
            ["deployment_url"] = of,
            ["repository_url"] = At(deployment.RepositoryId),
            ["log_url"] = status.LogUrl.Length > 0 ? status.LogUrl : page,
        };
        if (status.EnvironmentUrl.Length > 0)
        {
            form["environment_url"] = status.EnvironmentUrl;
        }

        return form;
    }
}
