using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Connectors.Declarative.Reading;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http.Pagination;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.Declarative.Receiving;

/// <summary>Reads deliveries by the rules of the document.</summary>
internal sealed class HookReader
{
    private readonly IReadOnlyList<(HookRule Rule, RecordMaker? Maker)> _rules;
    private readonly Expression? _ignored;
    private readonly Scope _options;

    public HookReader(ConnectorSpec spec, Scope options)
    {
        _rules = [.. spec.Hooks.Select(r => (r, r.Stream is { } stream ? new RecordMaker(spec.Streams[stream], r.Record) : null))];
        (_ignored, _options) = (spec.HookIgnored, options);
    }

    /// <exception cref="ConnectorException">Permanent: the body is not JSON.</exception>
    public ReceiveResult Read(ReceiveRequest request)
    {
        if (!IsJson(request.Body))
        {
            throw ConnectorException.Permanent("The delivery holds no JSON.");
        }

        var body = Requests.Body(request.Body);
        var scope = _options.With("headers", Requests.Headers(request.Headers)).With("body", body.Value);
        var (made, removed, read, fits) = (new List<Made>(), new List<string>(), new List<string>(), false);
        foreach (var (rule, maker) in _rules.Where(r => r.Rule.When?.Holds(body, scope) != false))
        {
            fits = true;
            read.AddRange(rule.Read);
            removed.AddRange(Texts(rule.RemovedContainers?.Evaluate(body, scope) ?? default));
            made.AddRange(maker is null ? [] : Selection.Of(rule.Select, request.Body, scope).Select(item => maker.Make(item, scope, null)));
        }

        return new()
        {
            Records = [.. made.Select(m => m.Record).OfType<SourceRecord>()],
            Faults = [.. made.Select(m => m.Fault).OfType<RecordFault>()],
            RemovedContainers = removed,
            ReadStreams = [.. read.Distinct()],
            Ignored = fits ? null : _ignored?.Text(body, scope) ?? "No rule of the connector is for this delivery.",
        };
    }

    // Of an answer, one that was cut passes when it is asked for again; a delivery is as it is.
    private static bool IsJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return !body.IsEmpty && RawItems.At(body) is not null;
        }
        catch (ConnectorException cut) when (cut.Kind == ConnectorErrorKind.Transient)
        {
            return false;
        }
    }

    private static IEnumerable<string> Texts(JsonataValue value) => value.Kind switch
    {
        JsonataKind.Undefined or JsonataKind.Null => [],
        JsonataKind.Array => value.Items.Select(i => i.ToString()),
        _ => [value.ToString()],
    };
}
