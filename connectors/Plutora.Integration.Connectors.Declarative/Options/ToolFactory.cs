using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Reading;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Authentication;
using RestSharp;

namespace Plutora.Integration.Connectors.Declarative.Options;

/// <summary>Makes the clients of an instance's tool, out of the same pieces that connectors in code use.</summary>
internal sealed class ToolFactory(InstanceOptions options, ConnectorContext context)
{
    /// <summary>The client of a host.</summary>
    /// <exception cref="ConnectorException">Configuration: what the options make of the address or a certificate cannot be used.</exception>
    public HttpTool Make(HttpSpec spec, IHttpAuthentication? authentication) => Configured(() =>
    {
        var defaults = new HttpToolOptions { BaseAddress = Address(spec) };
        return new HttpTool(
            defaults with
            {
                Headers = spec.Headers.Select(h => (h.Key, Value: h.Value.Fill(options.Open))).Where(h => h.Value is not null).ToDictionary(h => h.Key, h => h.Value!),
                Authentication = authentication,
                Errors = Requests.Rules(spec.Errors, options.Open),
                Secrets = options.Secrets,
                ClientCertificate = Certificate(spec.Tls),
                Authorities = spec.Tls?.Authority?.Fill(options.Secret) is { Length: > 0 } pem ? TlsCertificates.Authorities(pem) : [],
                Timeout = spec.Timeout ?? defaults.Timeout,
                MaxResponseBytes = spec.MaxBytes ?? defaults.MaxResponseBytes,
                Budget = spec.Budget,
                BudgetWindow = spec.BudgetWindow ?? defaults.BudgetWindow,
                Pace = spec.Pace,
                LimitHeader = spec.LimitHeader,
                RemainingHeader = spec.RemainingHeader,
                ResetHeader = spec.ResetHeader,
            },
            context);
    });

    /// <summary>How a host is told who asks; null where it is not.</summary>
    /// <exception cref="ConnectorException">Configuration: what the options make of the credentials cannot be used.</exception>
    public IHttpAuthentication? Authentication(HttpSpec spec) => Configured(() =>
        spec.Auth.FirstOrDefault(a => a.When?.Holds(JsonataInput.Undefined, options.Open) != false) is { } auth ? Authentication(auth, Address(spec)) : null);

    private static T Configured<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Permanent)
        {
            throw ConnectorException.Configuration(fault.Message, fault);
        }
    }

    private System.Security.Cryptography.X509Certificates.X509Certificate2? Certificate(TlsSpec? tls) =>
        (tls?.Certificate?.Fill(options.Secret), tls?.Key?.Fill(options.Secret)) switch
        {
            (null or "", null or "") => null,
            ({ Length: > 0 } certificate, { Length: > 0 } key) => TlsCertificates.Client(certificate, key),
            (null or "", _) => throw ConnectorException.Configuration("A client's private key is given and no certificate. Give both, or neither."),
            _ => throw ConnectorException.Configuration("A client's certificate is given and no private key. Give both, or neither."),
        };

    private Uri Address(HttpSpec spec) => Address(spec.Address.Require(options.Open), spec.Address.Member);

    private IHttpAuthentication? Authentication(AuthSpec auth, Uri address)
    {
        string? Optional(string name) => auth.Values.TryGetValue(name, out var template) ? template.Fill(options.Secret) : null;
        string Needed(string name) => auth.Values[name].Require(options.Secret);
        string Word(string name, string otherwise) => auth.Words.GetValueOrDefault(name, otherwise);
        return auth.Kind switch
        {
            "basic" => new BasicAuthentication(Needed("user"), Optional("password") ?? ""),
            "bearer" => new BearerAuthentication(Needed("token"), Word("scheme", "Bearer")),
            "api-key" => new ApiKeyAuthentication(Word("name", ""), Needed("key"), Enum.Parse<ApiKeyPlace>(Word("in", "header"), ignoreCase: true)),
            "aws" => new AwsAuthentication(new(Needed("access-key-id"), Needed("secret-access-key"), Needed("region"), Needed("service")) { SessionToken = Optional("session-token") }, context.Time),
            "oauth2" => new OAuth2Authentication(
                new()
                {
                    TokenEndpoint = Address(Needed("token-address"), "auth.token-address"),
                    ClientId = Needed("client-id"),
                    ClientSecret = Optional("client-secret"),
                    RefreshToken = Optional("refresh-token"),
                    Scope = Optional("scope"),
                    BasicClient = Word("client-in", "header") == "header",
                    Parameters = auth.Parameters.Select(p => (p.Key, Value: p.Value.Fill(options.Secret))).Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value!),
                },
                context.Time),
            "login" => new LoginAuthentication(
                new()
                {
                    BaseAddress = address,
                    Request = new(Needed("path").TrimStart('/'))
                    {
                        Method = Enum.Parse<Method>(Word("method", "POST"), ignoreCase: true),
                        JsonBody = auth.Body?.Evaluate(JsonataInput.Undefined, options.Secret).ToJson(),
                    },
                    Credentials = Optional("user") is { } user ? new BasicAuthentication(user, Optional("password") ?? "") : null,
                    TokenPath = Word("token", ""),
                    ExpiryPath = auth.Words.GetValueOrDefault("expires"),
                    Header = Word("header", "Authorization"),
                    Scheme = Word("scheme", "Bearer") is "none" ? "" : Word("scheme", "Bearer"),
                    Secrets = options.Secrets,
                },
                context.Time),
            _ => null,
        };
    }

    private static Uri Address(string text, string member) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw ConnectorException.Configuration($"'{member}' is '{text}', expected an absolute http or https address.");
}
