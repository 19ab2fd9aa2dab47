using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>Creates a deployment, which whoever listens for deployments carries out and tells the states of.</summary>
internal sealed class DeployAction(RepositoryAccess access) : RepositoryAction
{
    public static ActionDescriptor Offer { get; } =
        ActionDescriptor.Common<Deploy, DeployResult>("Creates a deployment of a branch, tag or commit to an environment; who listens for deployments carries it out.", "environment", "repository") with
        {
            CanPreview = true,
            CanSettle = true,
        };

    public override ActionDescriptor Descriptor => Offer;

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(request, cancellationToken).ConfigureAwait(false);
        if (await FindAsync(request, plan, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return Started(known);
        }

        var payload = new JsonObject([.. plan.Parameters.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))]) { [Mark.Member] = request.ActionId };
        var body = new JsonObject
        {
            ["ref"] = plan.Version,
            ["environment"] = plan.Environment,
            ["payload"] = payload,

            // What is deployed is what was asked for: GitHub would merge the default branch into it first.
            ["auto_merge"] = false,
        };
        if (plan.Comment is { Length: > 0 } comment)
        {
            body["description"] = comment;
        }

        using var made = await access.CreateAsync(access.At(plan.Repository, "/deployments"), body, cancellationToken).ConfigureAwait(false);
        return Started(made.RootElement);
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(request, cancellationToken).ConfigureAwait(false);
        return new(
            $"A deployment of {plan.Version} of {plan.Name} to {plan.Environment} would be created.",
            [new("ref", null, plan.Version), new("environment", null, plan.Environment), .. plan.Parameters.Select(p => new FieldChange($"payload.{p.Key}", null, p.Value))]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken) =>
        await FindAsync(request, await PlanAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false) is { } known
            ? new(SettlementOutcome.Done, Started(known))
            : ActionSettlement.Unknown;

    private async Task<JsonElement?> FindAsync(ActionRequest request, Plan plan, CancellationToken cancellationToken)
    {
        var uri = access.At(plan.Repository, $"/deployments?environment={Uri.EscapeDataString(plan.Environment)}&per_page=100");
        using var found = await access.LookAsync(uri, cancellationToken).ConfigureAwait(false);
        foreach (var deployment in PageReader.Items(found.RootElement, null, uri))
        {
            if (Mark.IsIn(deployment, request))
            {
                return deployment.Clone();
            }
        }

        return null;
    }

    private async Task<Plan> PlanAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.Deploy);
        if (asked.Parameters?.ContainsKey(Mark.Member) == true)
        {
            throw ConnectorException.Permanent($"Parameter '{Mark.Member}' carries the action's id and cannot be given.");
        }

        // Environments have no record of their own: the key of one is the repository's name and its own.
        var ofRepository = request.TargetStream == GitHubStreams.Repository;
        var key = ofRepository ? [] : request.Target?.Split('/', 3) ?? [];
        using var repository = await access.RepositoryAsync(request.Action, ofRepository ? request.Target : key is [var owner, var name, _] ? $"{owner}/{name}" : request.Target, cancellationToken).ConfigureAwait(false);
        var environment = ofRepository ? asked.Environment : key[2];
        if (string.IsNullOrEmpty(environment))
        {
            throw ConnectorException.Permanent("Say by the argument 'environment' where the repository is deployed to.");
        }

        if (!ofRepository && asked.Environment is { Length: > 0 } other && other != environment)
        {
            throw ConnectorException.Permanent($"The target is the environment '{environment}'; leave the argument 'environment', '{other}', out.");
        }

        var id = repository.RootElement.RequiredId("id", "repository");
        return new(id, repository.RootElement.Text("full_name") ?? id, environment, asked.Version is { Length: > 0 } version ? version : RepositoryAccess.DefaultBranch(repository.RootElement), asked.Comment)
        {
            Parameters = asked.Parameters ?? new Dictionary<string, string>(),
        };
    }

    private static ActionResult Started(JsonElement deployment)
    {
        var id = deployment.RequiredId("id", "deployment");
        return RepositoryAccess.Result(new DeployResult { Id = id, Url = deployment.Text("url") }, ActionJson.Default.DeployResult) with { Running = true, WatchRecord = new(GitHubStreams.Deployment, id) };
    }

    private sealed record Plan(string Repository, string Name, string Environment, string Version, string? Comment)
    {
        public required IReadOnlyDictionary<string, string> Parameters { get; init; }
    }
}
