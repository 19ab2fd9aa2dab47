using System.Text;
using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Errors;

namespace Plutora.Integration.Connectors.Declarative.Reading;

/// <summary>Requests and rules of a document as the SDK's.</summary>
internal static class Requests
{
    /// <summary>Fills a request.</summary>
    /// <exception cref="ConnectorException">An expression fails, or the path lacks a value.</exception>
    public static HttpToolRequest Of(RequestSpec spec, Scope scope, JsonataInput? input = null)
    {
        var request = new HttpToolRequest(Path(spec.Path, scope, input))
        {
            Method = spec.Method,
            Query = Filled(spec.Query, scope, input),
            Headers = Filled(spec.Headers, scope, input),
            Form = spec.Form is { } form ? Filled(form, scope, input) : null,
            JsonBody = spec.Body?.Evaluate(input ?? JsonataInput.Undefined, scope).ToJson(),
            Safe = spec.Safe,
            Errors = Rules(spec.Errors, scope),
        };
        return spec.ContentType is { } type ? request with { ContentType = type } : request;
    }

    public static IReadOnlyList<HttpErrorRule> Rules(IReadOnlyList<ErrorSpec> errors, Scope scope) => [.. errors.Select(e => new HttpErrorRule(e.Meaning)
    {
        Statuses = e.Statuses,
        When = e.When is { } when ? answer => when.Holds(Body(answer.Body), WithAnswer(scope, answer)) : null,
        Message = e.Message,
    })];

    /// <summary>The answer's status and headers beside what was bound.</summary>
    public static Scope WithAnswer(Scope scope, HttpToolResponse answer) =>
        scope.With("status", JsonataValue.From((double)answer.Status)).With("headers", Headers(answer.Headers));

    public static JsonataValue Headers(IReadOnlyDictionary<string, string> headers) =>
        JsonataValue.From(headers.Select(h => KeyValuePair.Create(h.Key, JsonataValue.From(h.Value))));

    /// <summary>A body as input; nothing where it is not JSON.</summary>
    public static JsonataInput Body(ReadOnlyMemory<byte> body)
    {
        try
        {
            return body.IsEmpty ? JsonataInput.Undefined : JsonataInput.Parse(body);
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonataInput.From(JsonataValue.From(Encoding.UTF8.GetString(body.Span)));
        }
    }

    // A text that is one expression is a path or an address that the tool gave; of any other, the values are parts of it.
    private static string Path(Template path, Scope scope, JsonataInput? input) =>
        path.IsExpression ? path.Require(scope, input: input) : path.Require(scope, Uri.EscapeDataString, input).TrimStart('/');

    private static Dictionary<string, string> Filled(IReadOnlyDictionary<string, Template> templates, Scope scope, JsonataInput? input) => templates
        .Select(t => (t.Key, Value: t.Value.Fill(scope, input: input)))
        .Where(t => t.Value is not null)
        .ToDictionary(t => t.Key, t => t.Value!);
}
