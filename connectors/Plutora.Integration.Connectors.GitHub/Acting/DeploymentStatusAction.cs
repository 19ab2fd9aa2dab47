using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.GitHub.Polling;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>Tells GitHub what became of a deployment; what its newest status says already is not said again.</summary>
internal sealed class DeploymentStatusAction(RepositoryAccess access) : RepositoryAction
{
    public static ActionDescriptor Offer { get; } = ActionDescriptor.For<SetDeploymentStatus, DeploymentStatusResult>("set-deployment-status", "Tells GitHub what became of a deployment.") with
    {
        Entities = ["deployment"],
        Idempotent = true,
        CanPreview = true,
        CanSettle = true,
    };

    public override ActionDescriptor Descriptor => Offer;

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.SetDeploymentStatus);
        if (await NewestAsync(request, cancellationToken).ConfigureAwait(false) is { } newest && IsSaid(newest, asked))
        {
            return Result(newest);
        }

        var body = new JsonObject { ["state"] = asked.State };
        foreach (var (name, value) in new[] { ("description", asked.Description), ("log_url", asked.LogUrl), ("environment_url", asked.EnvironmentUrl) })
        {
            if (value is { Length: > 0 })
            {
                body[name] = value;
            }
        }

        using var made = await access.CreateAsync(Statuses(request), body, cancellationToken).ConfigureAwait(false);
        return Result(made.RootElement);
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.SetDeploymentStatus);
        var newest = await NewestAsync(request, cancellationToken).ConfigureAwait(false);
        var before = newest?.Text("state");
        return newest is { } said && IsSaid(said, asked)
            ? new($"Deployment {Id(request)} is {before} already; nothing would change.", [])
            : new($"Deployment {Id(request)} would be told to be {asked.State}.", [new("state", before, asked.State)]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken) =>
        await NewestAsync(request, cancellationToken).ConfigureAwait(false) is { } newest && IsSaid(newest, request.Read(ActionJson.Default.SetDeploymentStatus))
            ? new(SettlementOutcome.Done, Result(newest))
            : new(SettlementOutcome.NotDone);

    private async Task<JsonElement?> NewestAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var uri = new Uri(Statuses(request).AbsoluteUri + "?per_page=100");
        using var found = await access.LookAsync(uri, cancellationToken).ConfigureAwait(false);
        return PageReader.Items(found.RootElement, null, uri).Select(s => (JsonElement?)s.Clone()).MaxBy(s => long.Parse(s!.Value.RequiredId("id", "statuses[]"), CultureInfo.InvariantCulture));
    }

    private Uri Statuses(ActionRequest request) => access.At(RepositoryAccess.Repository(request), $"/deployments/{Id(request)}/statuses");

    private static string Id(ActionRequest request) => request is { TargetStream: GitHubStreams.Deployment, Target: { Length: > 0 } id }
        ? id
        : throw ConnectorException.Permanent("The hub has statuses of this deployment alone, not the deployment: ask again when it has been read.");

    private static bool IsSaid(JsonElement status, SetDeploymentStatus asked) =>
        status.Text("state") == asked.State
        && Same(status.Text("description"), asked.Description) && Same(status.Text("log_url"), asked.LogUrl) && Same(status.Text("environment_url"), asked.EnvironmentUrl);

    private static bool Same(string? said, string? asked) => (said ?? "") == (asked ?? "");

    private static ActionResult Result(JsonElement status) => RepositoryAccess.Result(
        new DeploymentStatusResult { Id = status.RequiredId("id", "status"), State = status.RequiredText("state", "status") }, ActionJson.Default.DeploymentStatusResult, RepositoryAccess.VersionOf(status, GitHubStreams.DeploymentStatus));
}
