using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Connectors.OpenShift.Api;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.OpenShift.Acting;

/// <summary>
/// Carries actions out. Each is one request that changes something, marked with the action's id, so that one whose answer was lost is found again; a preview
/// is the same request as a dry run, which the server checks in full, quotas and admission too, and does not store. That of a build looks at its BuildConfig alone.
/// </summary>
internal sealed class Actor(ClusterApi api, TimeProvider time)
{
    private readonly Workloads _workloads = new(api, time);
    private readonly Runs _runs = new(api);

    public async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var change = await PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        var answer = JsonNode.Parse((await api.SendAsync(change.Request, cancellationToken).ConfigureAwait(false)).Span)!.AsObject();
        return await change.Result(answer, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var change = await PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        if (change.CanRunDry)
        {
            await api.SendAsync(change.Request with { Path = change.Request.Path + "?dryRun=All", Changes = false }, cancellationToken).ConfigureAwait(false);
        }

        return new(change.Summary, change.Changes);
    }

    public Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken) => request.Action switch
    {
        ClusterActions.TriggerBuild or ClusterActions.StartPipeline => _runs.SettleAsync(request, cancellationToken),
        _ => _workloads.SettleAsync(request, cancellationToken),
    };

    private Task<Change> PrepareAsync(ActionRequest request, CancellationToken cancellationToken) => request.Action switch
    {
        ClusterActions.TriggerBuild => _runs.BuildAsync(request, Arguments(request, ActionJson.Default.TriggerBuild), cancellationToken),
        ClusterActions.StartPipeline => Task.FromResult(Runs.Pipeline(request, Arguments(request, ActionJson.Default.StartPipeline))),
        ClusterActions.Deploy => _workloads.DeployAsync(request, Arguments(request, ActionJson.Default.Deploy), cancellationToken),
        ClusterActions.Rollback => _workloads.RollbackAsync(request, Arguments(request, ActionJson.Default.Rollback), cancellationToken),
        ClusterActions.Scale => _workloads.ScaleAsync(request, Arguments(request, ActionJson.Default.Scale), cancellationToken),
        ClusterActions.SetImage => _workloads.SetImageAsync(request, Arguments(request, ActionJson.Default.SetImage), cancellationToken),
        _ => throw new NotSupportedException($"Action '{request.Action}' is not offered by this connector."),
    };

    private static T Arguments<T>(ActionRequest request, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => request.Arguments.Deserialize(type) ?? throw ConnectorException.Permanent($"Action '{request.Action}' needs arguments.");
}

/// <summary>A change that is ready to be asked for.</summary>
/// <param name="Request">The request that makes it.</param>
/// <param name="Summary">What it does, as a sentence.</param>
/// <param name="Changes">Field by field.</param>
/// <param name="Result">What the answer means.</param>
internal sealed record Change(ClusterRequest Request, string Summary, IReadOnlyList<FieldChange> Changes, Func<JsonObject, CancellationToken, Task<ActionResult>> Result)
{
    /// <summary>False where the server is not known to heed a dry run.</summary>
    public bool CanRunDry { get; init; } = true;
}
