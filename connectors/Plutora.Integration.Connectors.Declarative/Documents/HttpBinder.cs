using Plutora.Integration.Connectors.Declarative.Expressions;
using Plutora.Integration.Mapping.Yaml;
using Plutora.Integration.Sdk.Http.Errors;
using RestSharp;

namespace Plutora.Integration.Connectors.Declarative.Documents;

/// <summary>Requests, authentication and limits of a document.</summary>
/// <param name="checking">Where faults are told.</param>
/// <param name="hosts">Names of the document's further hosts.</param>
internal sealed class HttpBinder(Checking checking, IReadOnlyList<string> hosts)
{
    private static readonly string[] Words = ["kind", "when", "scheme", "name", "in", "client-in", "method", "token", "expires", "header", "body", "parameters"];

    public HttpSpec Http(YamlMap http)
    {
        var first = Spec(http, null);
        return first with { Hosts = http.Members("hosts").ToDictionary(m => m.Name.Value, m => new HostSpec(Spec((YamlMap)m.Value, first), ((YamlMap)m.Value)["auth"] is null)) };
    }

    private HttpSpec Spec(YamlMap http, HttpSpec? first)
    {
        var limits = http.Map("limits");
        return new()
        {
            Address = checking.Template(http["address"])!,
            Headers = http["headers"] is null && first is not null ? first.Headers : Templates(http, "headers"),
            Auth = http["auth"] is null && first is not null ? first.Auth : [.. http.Items("auth").OfType<YamlMap>().Select(Auth)],
            Tls = http.Map("tls") is { } tls ? Tls(tls) : first?.Tls,
            Timeout = http.Duration("timeout") ?? first?.Timeout,
            MaxBytes = http.Number("max-bytes") ?? first?.MaxBytes,
            Pace = limits?.Duration("pace") ?? TimeSpan.Zero,
            Budget = limits?.Number("requests"),
            BudgetWindow = limits?.Duration("per"),
            LimitHeader = limits?.Text("limit-header"),
            RemainingHeader = limits?.Text("remaining-header"),
            ResetHeader = limits?.Text("reset-header"),
            Errors = http["errors"] is null && first is not null ? first.Errors : Errors(http),
            Hosts = new Dictionary<string, HostSpec>(),
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

        if (request["host"] is YamlScalar host && !hosts.Contains(host.Value))
        {
            checking.Error(host.Place, $"There is no host '{host.Value}' under 'http.hosts'. {Mapping.Compilation.Nearest.Suggest(host.Value, hosts)}");
        }

        return new()
        {
            Host = request.Text("host"),
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

    private TlsSpec Tls(YamlMap tls)
    {
        if (tls["certificate"] is null != tls["key"] is null)
        {
            checking.Error(tls.Place, "'tls.certificate' and 'tls.key' go together: the hub proves itself by both.");
        }

        return new(checking.Template(tls["certificate"]), checking.Template(tls["key"]), checking.Template(tls["authority"]));
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
