using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Sdk.Http.Errors;
using RestSharp;

namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>Requests, authentication and limits of a document.</summary>
internal sealed class HttpBinder(Checking checking)
{
    private static readonly string[] Words = ["kind", "when", "scheme", "name", "in", "client-in", "method", "token", "expires", "header", "body", "parameters"];

    public HttpSpec Http(YamlMap http)
    {
        var limits = http.Map("limits");
        return new()
        {
            Address = checking.Template(http["address"])!,
            Headers = Templates(http, "headers"),
            Auth = [.. http.Items("auth").OfType<YamlMap>().Select(Auth)],
            Timeout = http.Duration("timeout"),
            MaxBytes = http.Number("max-bytes"),
            Pace = limits?.Duration("pace") ?? TimeSpan.Zero,
            Budget = limits?.Number("requests"),
            BudgetWindow = limits?.Duration("per"),
            RemainingHeader = limits?.Text("remaining-header"),
            ResetHeader = limits?.Text("reset-header"),
            Errors = Errors(http),
        };
    }

    public RequestSpec Request(YamlMap request)
    {
        var method = Enum.Parse<Method>(request.Text("method", "GET"), ignoreCase: true);
        if (request["form"] is not null && request["body"] is not null)
        {
            checking.Error(request["form"]!.Place, "A request has either 'body' or 'form'. Remove one.");
        }

        if (method is Method.Get or Method.Head && (request["body"] ?? request["form"]) is { } body)
        {
            checking.Error(body.Place, $"A {method.ToString().ToUpperInvariant()} carries no body. Set 'method', or use 'query'.");
        }

        return new()
        {
            Method = method,
            Path = checking.Template(request["path"])!,
            Query = Templates(request, "query"),
            Headers = Templates(request, "headers"),
            Body = checking.Expression(request["body"]),
            Form = request["form"] is null ? null : Templates(request, "form"),
            ContentType = request.Text("content-type"),
            Safe = request.Flag("safe"),
            Errors = Errors(request),
        };
    }

    private AuthSpec Auth(YamlMap auth)
    {
        var kind = auth.Text("kind")!;
        var words = Words.Where(w => auth[w] is YamlScalar && (w != "token" || kind == "login")).ToDictionary(w => w, w => auth.Text(w)!);
        var values = auth.Members.Where(m => !words.ContainsKey(m.Name.Value) && m.Value is YamlScalar).ToDictionary(m => m.Name.Value, m => checking.Template(m.Value)!);
        return new(kind, checking.Expression(auth["when"]), values, words, Templates(auth, "parameters"), checking.Expression(auth["body"]));
    }

    private IReadOnlyList<ErrorSpec> Errors(YamlMap map) => [.. map.Items("errors").OfType<YamlMap>().Select(Error)];

    private ErrorSpec Error(YamlMap rule)
    {
        if (rule["status"] is null && rule["when"] is null)
        {
            checking.Error(rule.Place, "A rule of 'errors' without 'status' and 'when' would fit every answer. Say which it is for.");
        }

        var meaning = rule.Text("action") switch
        {
            "ignore" => HttpErrorMeaning.Ignore,
            "retry" => HttpErrorMeaning.Retry,
            "rate-limit" => HttpErrorMeaning.RateLimited,
            "not-found" => HttpErrorMeaning.NotFound,
            "authentication" => HttpErrorMeaning.Authentication,
            _ => HttpErrorMeaning.Fail,
        };
        return new([.. rule.Texts("status").Select(int.Parse)], checking.Expression(rule["when"]), meaning, rule.Text("message"));
    }

    private Dictionary<string, Template> Templates(YamlMap map, string member) => map.Members(member).ToDictionary(m => m.Name.Value, m => checking.Template(m.Value)!);
}
