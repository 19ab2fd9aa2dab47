using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Sdk.Actions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Hub.Runtime.Plugins.Calls;

/// <summary>Takes secrets out of what a plugin tells people: its contract forbids them there, and a tool that echoes what it was sent brings them in all the same.</summary>
internal sealed class AnswerMask(SecretMask mask)
{
    private const int MostLimits = 20;
    private const int LongestName = 60;

    public CheckResult Of(CheckResult check) => check with { Message = mask.Of(check.Message) };

    /// <exception cref="ConnectorException">Permanent, when a secret stands in the cursor, which is stored in the clear.</exception>
    public RecordPage Of(RecordPage page, string stream) => page.Cursor is { } cursor && mask.Holds(cursor.Value)
        ? throw ConnectorException.Permanent($"The connector put a secret into the cursor of stream '{stream}', which may hold none; the page was not stored. Report it to the connector's author.")
        : page.Faults.Count == 0 ? page : page with { Faults = [.. page.Faults.Select(Of)] };

    public ReceiveResult Of(ReceiveResult result) => result with { Faults = [.. result.Faults.Select(Of)], Ignored = result.Ignored is { } reason ? mask.Of(reason) : null };

    public ActionResult Of(ActionResult result) => mask.Of(result.Values.GetRawText()) is var text && text == result.Values.GetRawText() ? result : result with { Values = JsonElement.Parse(text) };

    public ActionPreview Of(ActionPreview preview) => new(mask.Of(preview.Summary), [.. preview.Changes.Select(c => new FieldChange(c.Field, c.Before is null ? null : mask.Of(c.Before), c.After is null ? null : mask.Of(c.After)))]);

    /// <summary>Limits as people are shown them: few, with short names.</summary>
    public IReadOnlyList<RateLimit> Of(IReadOnlyList<RateLimit> limits) =>
        [.. limits.Where(l => l.Limit is not null || l.Remaining is not null).Take(MostLimits).Select(l => l with { Name = l.Name is { Length: > 0 } name ? mask.Of(name.Length <= LongestName ? name : name[..LongestName]) : null })];

    /// <summary>The failure itself where no secret stands in it, its causes included; else one of the same meaning without.</summary>
    public Exception Of(Exception fault)
    {
        if (fault is OperationCanceledException || !mask.Holds(fault.ToString()))
        {
            return fault;
        }

        var message = mask.Of(fault.Message);
        return fault is not ConnectorException told ? new MaskedDefectException(fault.GetType().Name, message) : told.Kind switch
        {
            ConnectorErrorKind.Configuration => ConnectorException.Configuration(message),
            ConnectorErrorKind.Authentication => ConnectorException.Authentication(message),
            ConnectorErrorKind.NotFound => ConnectorException.NotFound(message),
            ConnectorErrorKind.RateLimited => ConnectorException.RateLimited(message, told.RetryAt),
            ConnectorErrorKind.Permanent => ConnectorException.Permanent(message),
            ConnectorErrorKind.Ambiguous => ConnectorException.Ambiguous(message),
            ConnectorErrorKind.Conflict => ConnectorException.Conflict(message),
            _ => ConnectorException.Transient(message, retryAt: told.RetryAt),
        };
    }

    private RecordFault Of(RecordFault fault) => fault with { Reason = mask.Of(fault.Reason) };
}

/// <summary>What a plugin threw that its contract does not know, without the secret that stood in it.</summary>
/// <param name="type">Name of the exception's type.</param>
/// <param name="message">Its message, masked.</param>
internal sealed class MaskedDefectException(string type, string message) : Exception(message)
{
    /// <summary>Name of the type that a failure goes by.</summary>
    public static string TypeOf(Exception fault) => fault is MaskedDefectException masked ? masked.Type : fault.GetType().Name;

    private string Type => type;
}
