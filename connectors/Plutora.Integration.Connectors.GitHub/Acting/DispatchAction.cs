using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Acting;

/// <summary>Starts a workflow, and names the run that it became.</summary>
internal sealed partial class DispatchAction(RepositoryAccess access, RunFinder runs) : RepositoryAction
{
    private const string RunDetails = "return_run_details";
    private static readonly string[] Prefixes = ["refs/heads/", "refs/tags/"];

    public static ActionDescriptor Offer { get; } = ActionDescriptor.Common<DispatchWorkflow, BuildResult>("Starts a workflow that takes workflow_dispatch, on a branch or tag.") with
    {
        CanPreview = true,
        CanSettle = true,
    };

    public override ActionDescriptor Descriptor => Offer;

    public override async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.DispatchWorkflow);
        var workflow = await WorkflowAsync(request, asked, cancellationToken).ConfigureAwait(false);
        var before = await runs.NewestAsync(workflow, cancellationToken).ConfigureAwait(false);
        using var answer = await DispatchAsync(workflow, Body(request, asked, workflow), cancellationToken).ConfigureAwait(false);
        if (answer?.RootElement is { ValueKind: JsonValueKind.Object } told && told.TryGetProperty("workflow_run_id", out var id) && id.TryGetInt64(out var run))
        {
            return Started(run.ToString(CultureInfo.InvariantCulture), null, told.Text("html_url"));
        }

        // Servers that do not name the run answer nothing (204).
        return Started(await runs.FollowAsync(workflow, before, request, cancellationToken).ConfigureAwait(false));
    }

    public override async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Read(ActionJson.Default.DispatchWorkflow);
        var workflow = await WorkflowAsync(request, asked, cancellationToken).ConfigureAwait(false);
        using var found = await access.LookAsync(access.At(workflow.Repository, $"/actions/workflows/{Uri.EscapeDataString(workflow.Id)}"), cancellationToken).ConfigureAwait(false);
        var hindered = found.RootElement.Text("state") is { } state and not "active" ? $" It is {state}, so that GitHub would refuse." : "";
        return new($"The workflow {found.RootElement.Text("name")} would be started on {workflow.Ref}.{hindered}", [.. (asked.Parameters ?? new Dictionary<string, string>()).Select(p => new FieldChange(p.Key, null, p.Value))]);
    }

    public override async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (runs.ActionInput is null)
        {
            return ActionSettlement.Unknown;
        }

        var workflow = await WorkflowAsync(request, request.Read(ActionJson.Default.DispatchWorkflow), cancellationToken).ConfigureAwait(false);
        return await runs.FindAsync(workflow, request, cancellationToken).ConfigureAwait(false) is { } run ? new(SettlementOutcome.Done, Started(run)) : ActionSettlement.Unknown;
    }

    private async Task<JsonDocument?> DispatchAsync(Workflow workflow, JsonObject body, CancellationToken cancellationToken)
    {
        var uri = access.At(workflow.Repository, $"/actions/workflows/{Uri.EscapeDataString(workflow.Id)}/dispatches");
        while (true)
        {
            try
            {
                return await access.ChangeAsync(HttpMethod.Post, uri, body, cancellationToken).ConfigureAwait(false);
            }
            catch (ConnectorException refused) when (refused.Kind == ConnectorErrorKind.Permanent && Without(body, refused.Message))
            {
                // Refused for what this server or workflow does not know, so nothing was started: asked for without it.
            }
        }
    }

    private bool Without(JsonObject body, string refusal) =>
        refusal.Contains(RunDetails, StringComparison.Ordinal) ? body.Remove(RunDetails)
        : runs.ActionInput is { } input && refusal.Contains(input, StringComparison.Ordinal) && refusal.Contains("input", StringComparison.OrdinalIgnoreCase) && body["inputs"] is JsonObject inputs && inputs.Remove(input);

    private JsonObject Body(ActionRequest request, DispatchWorkflow asked, Workflow workflow)
    {
        var inputs = new JsonObject();
        foreach (var (name, value) in asked.Parameters ?? new Dictionary<string, string>())
        {
            inputs[name] = name != runs.ActionInput ? value : throw ConnectorException.Permanent($"Input '{name}' carries the action's id and cannot be given.");
        }

        if (runs.ActionInput is { } input)
        {
            inputs[input] = request.ActionId;
        }

        return new() { ["ref"] = workflow.Ref, ["inputs"] = inputs, [RunDetails] = true };
    }

    private async Task<Workflow> WorkflowAsync(ActionRequest request, DispatchWorkflow asked, CancellationToken cancellationToken)
    {
        var repository = RepositoryAccess.Repository(request);
        var id = request.TargetStream == GitHubStreams.Workflow ? request.Target
            : asked.Workflow is { Length: > 0 } named && WorkflowName().IsMatch(named) ? named
            : throw ConnectorException.Permanent($"Say by the argument 'workflow' which workflow of the repository is started, by file name or id{(asked.Workflow is { Length: > 0 } other ? $"; '{other}' is neither" : "")}.");
        if (asked.Ref is not { Length: > 0 } given)
        {
            using var found = await access.LookAsync(access.At(repository, ""), cancellationToken).ConfigureAwait(false);
            return new(repository, id!, RepositoryAccess.DefaultBranch(found.RootElement));
        }

        return !Sha().IsMatch(given) ? new(repository, id!, Short(given))
            : throw ConnectorException.Permanent($"GitHub starts a workflow on a branch or tag; '{given}' is a commit.");
    }

    private static string Short(string reference) =>
        Array.Find(Prefixes, p => reference.StartsWith(p, StringComparison.Ordinal)) is { } prefix ? reference[prefix.Length..] : reference;

    private static ActionResult Started(JsonElement? run) => run is { } found
        ? Started(found.RequiredId("id", "workflow_runs[]"), found.TryGetProperty("run_number", out var number) ? number.GetRawText() : null, found.Text("html_url"))
        : Started(null, null, null);

    private static ActionResult Started(string? id, string? number, string? url) =>
        RepositoryAccess.Result(new BuildResult { Id = id, Number = number, Url = url }, ActionJson.Default.BuildResult) with
        {
            Running = true,
            WatchRecord = id is null ? null : new(GitHubStreams.WorkflowRun, id),
        };

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,255}$")]
    private static partial Regex WorkflowName();

    [GeneratedRegex("^[0-9a-f]{40}$")]
    private static partial Regex Sha();
}
