using System.Text.Json;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Connectors.Declarative.Options;
using Plutora.Integration.Connectors.Declarative.Reading;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Declarative.Acting;

/// <summary>Carries out, previews and settles the actions of a document.</summary>
internal sealed class ActionWork(ConnectorSpec spec, Tools tools, Scope options)
{
    public async Task<ActionResult> ExecuteAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var action = Find(request);
        var (answer, scope) = await SendAsync(action.Requests, action.Descriptor.Idempotent, Asked(request), cancellationToken).ConfigureAwait(false);
        try
        {
            return new()
            {
                Values = Values(action.Values, answer, scope),
                RecordVersion = action.RecordVersion?.Text(answer, scope, cancellationToken),
                Running = action.Running?.Holds(answer, scope, cancellationToken) == true,
                WatchRecord = action.Watch is { } watch && watch.Id.Text(answer, scope, cancellationToken) is { Length: > 0 } id ? new(watch.Stream, id) : null,
            };
        }
        catch (ConnectorException fault) when (!action.Descriptor.Idempotent)
        {
            // The tool has done it; that its answer could not be read must not look like a refusal.
            throw ConnectorException.Ambiguous($"The tool answered the action with what the connector does not understand: {fault.Message}", fault);
        }
    }

    public async Task<ActionPreview> PreviewAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var preview = Find(request).Preview ?? throw new NotSupportedException($"Action '{request.Action}' has no preview.");
        var (answer, scope) = await SendAsync(preview.Requests, idempotent: true, Asked(request), cancellationToken).ConfigureAwait(false);
        var changes = preview.Changes?.Evaluate(answer, scope, cancellationToken) ?? default;
        var items = changes.Kind switch { JsonataKind.Array => changes.Items.ToArray(), JsonataKind.Object => [changes], _ => [] };
        return new(preview.Summary.Require(scope, input: answer), [.. items.Select(c => new FieldChange(c["field"].ToString(), Side(c["before"]), Side(c["after"])))]);
    }

    public async Task<ActionSettlement> SettleAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (Find(request).Settle is not { } settle)
        {
            return ActionSettlement.Unknown;
        }

        var (answer, scope) = await SendAsync(settle.Requests, idempotent: true, Asked(request), cancellationToken).ConfigureAwait(false);
        return settle.Outcome.Text(answer, scope, cancellationToken) switch
        {
            "done" => new(SettlementOutcome.Done, new() { Values = Values(settle.Values, answer, scope), RecordVersion = settle.RecordVersion?.Text(answer, scope, cancellationToken) }),
            "not-done" => new(SettlementOutcome.NotDone),
            _ => ActionSettlement.Unknown,
        };
    }

    private async Task<(JsonataInput Answer, Scope Scope)> SendAsync(IReadOnlyList<StepSpec> steps, bool idempotent, Scope scope, CancellationToken cancellationToken)
    {
        var (answer, answers, changed) = (JsonataInput.Undefined, new Dictionary<string, JsonataValue>(), false);
        foreach (var step in steps.Where(s => s.When is null || s.When.Holds(answer, scope, cancellationToken)))
        {
            var request = Requests.Of(step.Request, scope, answer);
            try
            {
                answer = Requests.Body((await tools.For(step.Request).SendAsync(request, cancellationToken).ConfigureAwait(false)).Body);
            }
            catch (ConnectorException fault) when (changed && !idempotent && fault.Kind is ConnectorErrorKind.Transient or ConnectorErrorKind.RateLimited)
            {
                // Half of it is done: whoever asks again would do that half twice.
                throw ConnectorException.Ambiguous($"An earlier request of the action was carried out, and this one was not: {fault.Message}", fault);
            }

            changed |= !request.Safe && request.Method is not (RestSharp.Method.Get or RestSharp.Method.Head);
            if (step.Name is { } name)
            {
                answers[name] = answer.Value;
                scope = scope.With("answers", JsonataValue.From(answers));
            }
        }

        return (answer, scope);
    }

    private ActionSpec Find(ActionRequest request) =>
        spec.Actions.GetValueOrDefault(request.Action) ?? throw new NotSupportedException($"Action '{request.Action}' is not offered by this connector.");

    private Scope Asked(ActionRequest request) => options
        .With("arguments", request.Arguments)
        .With("action", request.ActionId)
        .With("target", request.Target)
        .With("stream", request.TargetStream)
        .With("container", request.Container)
        .With("known", request.Known is { IsEmpty: false } known ? JsonataInput.Parse(known).Value : default);

    private static JsonElement Values(Expression? values, JsonataInput answer, Scope scope) =>
        values?.Evaluate(answer, scope) is { Kind: JsonataKind.Object } given ? JsonElement.Parse(given.ToJson()) : JsonElement.Parse("{}");

    private static string? Side(JsonataValue value) => value.Kind is JsonataKind.Undefined or JsonataKind.Null ? null : value.ToString();
}
