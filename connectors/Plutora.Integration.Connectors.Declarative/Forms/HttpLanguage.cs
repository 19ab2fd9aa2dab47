namespace Plutora.Integration.Connectors.Declarative.Forms;

/// <summary>Requests, authentication, limits and the meaning of errors.</summary>
internal static class HttpLanguage
{
    private static readonly TemplateForm Auth = new("options", "secrets");
    private static readonly TemplateForm Plain = new("options");
    private static readonly ExpressionForm AuthWhen = new("options");

    private static readonly Member When = new("when", AuthWhen, "JSONata: of several kinds, the first whose condition holds is used.");

    public static ListForm Errors { get; } = new(new ObjectForm(
        new Member("status", new ListForm(new NumberForm(100, 599), single: true), "Statuses that fit; any, successful ones too, without it."),
        new("when", new ExpressionForm("status", "headers", "options"), "JSONata over the answer's body: what else must hold. $status and $headers are bound."),
        new("action", new WordForm("ignore", "retry", "rate-limit", "not-found", "authentication", "fail"), "What it means: nothing to tell; tried again with backoff; wait as the headers say; not there; credentials; refused for good.", true),
        new("message", Language.Text, "What it means and what to do, for administrators.")));

    public static ObjectForm Http { get; } = Host("Base address of the API.").With(
        new Member("hosts", new MapForm(Host("Base address of the host; where it yields nothing, requests to the host fail and say so."), Language.IdPattern, "an id: lower-case letters, digits and hyphens, a letter first, 40 at most"),
            "Further hosts of the tool, by the name that a request's 'host' gives. What a host does not say of 'headers', 'auth', 'tls', 'timeout', 'max-bytes' and 'errors' is as under 'http'; limits are its own."));

    public static ObjectForm Check { get; } = Request("options").With(
        new Member("message", new TemplateForm("options"), "What was reached, JSONata in ${…} over the answer.", true));

    /// <summary>A request, where these variables are bound.</summary>
    public static ObjectForm Request(params IReadOnlyList<string> variables) => new(
        new Member("host", Language.Id, "Name of the host under 'http.hosts' that is asked; that of 'http.address' by default."),
        new("method", new WordForm("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"), "GET by default."),
        new("path", new TemplateForm(variables), "Path under the base address; values in ${…} are encoded.", true),
        new("query", new MapForm(new TemplateForm(variables)), "Query parameters; one that yields nothing is left out."),
        new("headers", new MapForm(new TemplateForm(variables)), "Headers of this request; one that yields nothing is left out."),
        new("body", new ExpressionForm(variables), "JSONata: the JSON body."),
        new("form", new MapForm(new TemplateForm(variables)), "The body as a form; a member that yields nothing is left out."),
        new("content-type", Language.Text, "Media type of the JSON body. application/json by default."),
        new("safe", new FlagForm(), "True when the request changes nothing though its method is not GET: a lost answer is then no ambiguity."),
        new("errors", Errors, "What answers to this request mean, before the rules of 'http'."));

    private static ObjectForm Host(string address) => new(
        new Member("address", Plain, address, true),
        new("headers", new MapForm(Plain), "Headers sent with every request; no credentials."),
        new("auth", new ListForm(Authentication(), single: true), "How the tool is told who asks."),
        new("tls", Tls(), "Certificates, where the tool wants one of the hub or has one that the system does not trust."),
        new("timeout", new DurationForm(), "How long one request may take. 100 seconds by default."),
        new("max-bytes", new NumberForm(1024, 1L << 30), "Bytes of one answer at most. 64 MB by default."),
        new("limits", Limits(), "Rate limits."),
        new("errors", Errors, "What answers mean, where their status alone does not say it; the first that fits counts."));

    private static ObjectForm Tls() => new(
        new Member("certificate", Auth, "The hub's certificate as PEM; none where it yields nothing."),
        new("key", Auth, "Its private key as PEM, not encrypted."),
        new("authority", Auth, "Certificates of the authorities that may have signed the tool's, as PEM; those of the system where it yields nothing."));

    private static ObjectForm Limits() => new(
        new Member("pace", new DurationForm(), "Least time between two requests; one that comes sooner waits."),
        new("requests", new NumberForm(1, 1_000_000), "Requests that may be sent in the window of 'per'; then the instance waits."),
        new("per", new DurationForm(), "Window of 'requests'. One hour by default."),
        new("limit-header", Language.Text, "Header that tells how many requests the limit allows, where it is none of the usual ones."),
        new("remaining-header", Language.Text, "Header that tells how many requests are left, where it is none of the usual ones."),
        new("reset-header", Language.Text, "Header that tells when the limit is restored, where it is none of the usual ones."));

    private static KindForm Authentication() => new(new Dictionary<string, ObjectForm>
    {
        ["none"] = new(When),
        ["basic"] = new(When, new("user", Auth, "Name of the user.", true), new("password", Auth, "Password or token; empty by default.")),
        ["bearer"] = new(When, new("token", Auth, "The token.", true), new("scheme", Language.Text, "What stands before it. Bearer by default.")),
        ["api-key"] = new(
            When,
            new("name", Language.Text, "Name of the header, parameter or cookie.", true),
            new("key", Auth, "The key, with whatever the tool wants before it.", true),
            new("in", new WordForm("header", "query", "cookie"), "Where it goes. header by default.")),
        ["oauth2"] = new(
            When,
            new("token-address", Auth, "Address of the token endpoint.", true),
            new("client-id", Auth, "Id of the client.", true),
            new("client-secret", Auth, "Its secret."),
            new("refresh-token", Auth, "Refresh token that a person's consent gave; without one the client's own credentials are used."),
            new("scope", Auth, "Scopes, separated by spaces."),
            new("client-in", new WordForm("header", "form"), "Where id and secret go. header by default."),
            new("parameters", new MapForm(Auth), "Further parameters, such as audience.")),
        ["login"] = new(
            When,
            new("method", new WordForm("GET", "POST", "PUT"), "POST by default."),
            new("path", Auth, "Path of the login under the base address.", true),
            new("user", Auth, "User of HTTP Basic, where the login wants it."),
            new("password", Auth, "Password of HTTP Basic."),
            new("body", new ExpressionForm("options", "secrets"), "JSONata: the login's JSON body."),
            new("token", Language.Text, "Names that lead to the token in the answer, such as access_token.", true),
            new("expires", Language.Text, "Names that lead to its end: Unix seconds, seconds from now, or an instant."),
            new("header", Language.Text, "Header that carries it. Authorization by default."),
            new("scheme", new TextForm("^.*$"), "What stands before it. Bearer by default; none for nothing.")),
        ["aws"] = new(
            When,
            new("access-key-id", Auth, "Id of the access key.", true),
            new("secret-access-key", Auth, "Its secret.", true),
            new("session-token", Auth, "Token of temporary credentials."),
            new("region", Auth, "Region, such as eu-central-1.", true),
            new("service", Auth, "Name that the service signs under, such as codepipeline.", true)),
    });
}
