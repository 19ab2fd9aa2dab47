using System.Text.Json;
using NJsonSchema;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Testing.Running;
using Plutora.Integration.Sdk.Testing.Serving;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;
using static Plutora.Integration.Sdk.Testing.Running.Verdict;

namespace Plutora.Integration.Sdk.Testing.Properties;

/// <summary>Whether what is asked of the tool is done once, and told as it is.</summary>
internal static class ActionProperties
{
    public static IReadOnlyList<AcceptanceProperty> All { get; } =
    [
        new("action-described", "Each action says what it does, on which entities of the common data model, and with which arguments; the subject holds a sample of it.", Described),
        new("action-done", "An action is carried out in the tool, and its result is as its schema says.", Done, "action-settled", "action-ambiguous", "action-refused"),
        new("action-idempotent", "An action that is declared idempotent has the effect of once when it is carried out twice.", Idempotent),
        new("action-ambiguous", "An action whose answer was lost is told as ambiguous, since the tool may have done it.", Ambiguous),
        new("action-settled", "What became of an action whose answer was lost is found by a look at the tool, and nothing is claimed that was not seen.", Settled),
        new("action-previewed", "A preview changes nothing, and says what would change.", Previewed),
        new("action-refused", "An action that the tool refuses is told as refused, with the reason.", Refused),
    ];

    private static List<(ActionDescriptor Offer, ActionSample Sample)> Offers(Exam exam, string asked = "offers an action", Func<ActionDescriptor, bool>? of = null)
    {
        var offers = exam.Descriptor.Actions.Where(a => of?.Invoke(a) != false).SelectMany(a => exam.Subject.Actions.Where(s => s.Action == a.Name).Select(s => (Offer: a, Sample: s))).ToList();
        return offers.Count > 0 ? offers : throw NotAsked($"The connector {asked.Replace("offers", "offers no", StringComparison.Ordinal).Replace("no an", "no", StringComparison.Ordinal)}, or the subject has no sample of it.");
    }

    private static Task Described(Exam exam)
    {
        if (exam.Descriptor.Actions.Count == 0)
        {
            throw NotAsked("The connector offers no action.");
        }

        foreach (var offer in exam.Descriptor.Actions)
        {
            Hold(offer.Description.Trim().Length >= 10, $"Action '{offer.Name}' is described by \"{offer.Description}\".", "Say in a sentence what it does in this tool.");
            var unknown = offer.Entities.Where(e => EntityTypes.All.All(t => t.Name != e)).ToList();
            Hold(unknown.Count == 0, $"Action '{offer.Name}' targets {Verdict.Names(unknown)}, which the common data model does not know.", "Name entities as docs/model.md does, such as work-item.");
            foreach (var (schema, what) in new[] { (offer.ArgumentsSchema, "arguments"), (offer.ResultSchema, "result") })
            {
                Hold(schema["type"]?.ToString() == "object", $"The schema of the {what} of action '{offer.Name}' is not that of an object.", "Describe it by types with ActionDescriptor.For<TArguments, TResult>.");
            }

            Hold(exam.Subject.Actions.Any(s => s.Action == offer.Name), $"The subject holds no sample of action '{offer.Name}', so that the kit proves nothing of it.", "Add an ActionSample, and the route by which the simulated tool carries it out.");
        }

        return Task.CompletedTask;
    }

    private static async Task Done(Exam exam)
    {
        foreach (var (offer, sample) in Offers(exam))
        {
            var (trial, request) = await AskedAsync(exam, sample).ConfigureAwait(false);
            var before = trial.Tool.Picture();
            var (result, fault) = await ExecuteAsync(trial, request).ConfigureAwait(false);
            Hold(fault is null, $"Action '{offer.Name}' failed: {(fault is null ? "" : Reading.Told(fault))}", "Mend the request that ExecuteAsync sends, or the simulated tool's answer to it.");
            Hold(!sample.Leaves || trial.Tool.Picture() != before, $"Action '{offer.Name}' was told as done, and nothing changed at the tool. It was asked {(trial.Server.Calls.Count == 0 ? "nothing" : string.Join(", ", trial.Server.Calls))}.", "Send the change; where its effect is not in what the simulated streams keep, set ActionSample.Leaves to false.");
            var faults = (await JsonSchema.FromJsonAsync(offer.ResultSchema.ToJsonString(), exam.Ct).ConfigureAwait(false)).Validate(result!.Values.GetRawText());
            Hold(faults.Count == 0, $"The result of action '{offer.Name}', {result.Values.GetRawText()}, is not as its schema says: {string.Join("; ", faults)}", "Return what the schema names, in camelCase, or change the result's type.");
            Hold(!result.Running || result.WatchRecord is not null, $"Action '{offer.Name}' runs on at the tool, and its result names no record to watch.", "Set ActionResult.WatchRecord to the record that tells how it ends.");
        }
    }

    private static async Task Idempotent(Exam exam)
    {
        foreach (var (offer, sample) in Offers(exam, "offers an action that is idempotent", a => a.Idempotent))
        {
            var (trial, request) = await AskedAsync(exam, sample).ConfigureAwait(false);
            await ExecuteAsync(trial, request).ConfigureAwait(false);
            var once = trial.Tool.Picture();
            trial.Pass(TimeSpan.FromMinutes(1));
            var (_, fault) = await ExecuteAsync(trial, request).ConfigureAwait(false);
            Hold(fault is null, $"Action '{offer.Name}' is declared idempotent, and its second time failed: {(fault is null ? "" : Reading.Told(fault))}", "Take what is done already as done, or leave Idempotent out: the hub then never repeats it.");
            Hold(trial.Tool.Picture() == once, $"Action '{offer.Name}' is declared idempotent, and its second time changed the tool again.", "Hand the action's id on where the tool takes an idempotency key, or leave Idempotent out: the hub then never repeats it.");
        }
    }

    private static async Task Ambiguous(Exam exam)
    {
        NeedsHttp(exam);
        foreach (var (offer, sample) in Offers(exam))
        {
            var (trial, request) = await AskedAsync(exam, sample).ConfigureAwait(false);
            trial.Server.Fault = call => call.Writes ? new ToolFault.Cut(Done: true) : null;
            var (_, fault) = await ExecuteAsync(trial, request).ConfigureAwait(false);
            var accepted = offer.Idempotent ? new[] { ConnectorErrorKind.Ambiguous, ConnectorErrorKind.Transient } : [ConnectorErrorKind.Ambiguous];
            Hold(fault is ConnectorException told && accepted.Contains(told.Kind), $"The tool did what action '{offer.Name}' asked and the connection was cut before its answer; the action {(fault is null ? "was told as done" : "failed with " + Reading.Told(fault))}{(trial.Server.Calls.Count(c => c.Writes) is > 1 and var sent ? $" It was sent {sent} times." : "")}", "Throw ConnectorException.Ambiguous once a request that changes something was sent, and do not send it again: the hub then looks, or asks a person.");
            Hold(offer.Idempotent || trial.Server.Calls.Count(c => c.Writes) <= 1, $"The connection was cut, and action '{offer.Name}' was sent {trial.Server.Calls.Count(c => c.Writes)} times.", "Turn off retries of requests that change something.");
        }
    }

    private static async Task Settled(Exam exam)
    {
        NeedsHttp(exam);
        foreach (var (offer, sample) in Offers(exam, "offers an action that can be settled", a => a.CanSettle))
        {
            foreach (var done in new[] { true, false })
            {
                var (trial, request) = await AskedAsync(exam, sample).ConfigureAwait(false);
                trial.Server.Fault = call => call.Writes ? new ToolFault.Cut(done) : null;
                await ExecuteAsync(trial, request).ConfigureAwait(false);
                trial.Server.Count();
                var before = trial.Tool.Picture();
                var settlement = await trial.CallAsync($"Settling action '{offer.Name}'", ct => trial.Instance.SettleAsync(request, ct)).ConfigureAwait(false);
                Hold(trial.Tool.Picture() == before, $"Settling action '{offer.Name}' changed the tool.", "Look, and change nothing.");
                Hold(
                    done ? settlement.Outcome == SettlementOutcome.Done : settlement.Outcome != SettlementOutcome.Done,
                    $"The tool {(done ? "did" : "did not do")} what action '{offer.Name}' asked and its answer was lost; settling it said {settlement.Outcome}.",
                    done ? "Find it at the tool by the action's id or by the state that it leaves, or leave CanSettle out." : "Say Done only of what was seen; Unknown where it cannot be seen.");
            }
        }
    }

    private static async Task Previewed(Exam exam)
    {
        foreach (var (offer, sample) in Offers(exam, "offers an action that can be previewed", a => a.CanPreview))
        {
            var (trial, request) = await AskedAsync(exam, sample).ConfigureAwait(false);
            var before = trial.Tool.Picture();
            ActionPreview preview;
            try
            {
                preview = await trial.CallAsync($"Previewing action '{offer.Name}'", ct => trial.Instance.PreviewAsync(request, ct)).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is ConnectorException or NotSupportedException)
            {
                throw Wrong($"The preview of action '{offer.Name}' failed: {Reading.Told(fault)}", "Mend PreviewAsync, or leave CanPreview out.");
            }

            Hold(trial.Tool.Picture() == before && !trial.Server.Calls.Any(c => c.Writes && c.Request.Method is "PUT" or "PATCH" or "DELETE"), $"The preview of action '{offer.Name}' changed the tool: {string.Join(", ", trial.Server.Calls.Where(c => c.Writes))}.", "Read what is there, and say what would become of it.");
            Hold(preview.Summary.Trim().Length >= 10, $"The preview of action '{offer.Name}' says \"{preview.Summary}\".", "Say in a sentence what would change.");
        }
    }

    private static async Task Refused(Exam exam)
    {
        NeedsHttp(exam);
        foreach (var (offer, sample) in Offers(exam))
        {
            var (trial, request) = await AskedAsync(exam, sample).ConfigureAwait(false);
            trial.Server.Fault = call => call.Writes ? new ToolFault.Answers(_ => ToolAnswer.Text(422, """{"message":"The field resolution is locked."}""")) : null;
            var (_, fault) = await ExecuteAsync(trial, request).ConfigureAwait(false);
            Hold(fault is ConnectorException { Kind: ConnectorErrorKind.Permanent }, $"The tool refused action '{offer.Name}' with 422, and it {(fault is null ? "was told as done" : "failed with " + Reading.Told(fault))}", "Throw ConnectorException.Permanent for 4xx.");
            Hold(fault!.Message.Contains("locked", StringComparison.Ordinal) || fault.Message.Contains("422", StringComparison.Ordinal), $"The tool refused action '{offer.Name}' with 422 and \"The field resolution is locked.\"; the failure says \"{fault.Message}\"", "Say what the tool answered: who asked for the action sees this sentence and nothing else.");
        }
    }

    private static void NeedsHttp(Exam exam)
    {
        if (!exam.Subject.Tool.SpeaksHttp)
        {
            throw NotAsked("The tool does not speak HTTP.");
        }
    }

    private static async Task<(Trial Trial, ActionRequest Request)> AskedAsync(Exam exam, ActionSample sample)
    {
        var trial = await exam.OpenAsync().ConfigureAwait(false);
        foreach (var stream in Exam.Adding(trial.Tool))
        {
            await stream.AddAsync(Math.Min(3, stream.Most), exam.Ct).ConfigureAwait(false);
        }

        trial.Pass(TimeSpan.FromMinutes(1));
        var target = sample.TargetStream is { } id ? trial.Tool.Find(id)?.Records is [var first, ..] ? first : null : null;
        var known = target is not null && trial.Descriptor.Streams.FirstOrDefault(s => s.Id == sample.TargetStream) is { CanRead: true } stream2
            ? (await trial.ReadAsync(stream2).ConfigureAwait(false)).Records.FirstOrDefault(r => r.Id == target.Id)
            : null;
        trial.Server.Count();
        return (trial, new()
        {
            ActionId = "kit-" + Guid.NewGuid().ToString("n"),
            Action = sample.Action,
            Target = target?.Id,
            TargetStream = target is null ? null : sample.TargetStream,
            Known = known?.Json,
            Container = known?.Container ?? target?.Container ?? sample.Container,
            Arguments = JsonElement.Parse(sample.Arguments.ToJsonString()),
        });
    }

    private static async Task<(ActionResult? Result, Exception? Fault)> ExecuteAsync(Trial trial, ActionRequest request)
    {
        try
        {
            return (await trial.CallAsync($"Action '{request.Action}'", ct => trial.Instance.ExecuteAsync(request, ct)).ConfigureAwait(false), null);
        }
        catch (Exception fault) when (fault is not (WrongException or OperationCanceledException))
        {
            return (null, fault);
        }
    }
}
