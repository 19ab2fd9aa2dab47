using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Connectors.Declarative.Reading;
using Plutora.Integration.Jsonata;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Authentication;
using RestSharp;

namespace Plutora.Integration.Connectors.Declarative.Options;

/// <summary>Makes the client of an instance's tool, out of the same pieces that connectors in code use.</summary>
internal static class ToolFactory
{
    /// <summary>The client, with its authentication, which is disposed of with it.</summary>
    /// <exception cref="ConnectorException">Configuration: what the options make of the address or the credentials cannot be used.</exception>
    public static (HttpTool Tool, IHttpAuthentication? Authentication) Make(HttpSpec spec, InstanceOptions options, TimeProvider time)
    {
        try
        {
            var address = Address(spec.Address.Require(options.Open), "http.address");
            var authentication = spec.Auth.FirstOrDefault(a => a.When?.Holds(JsonataInput.Undefined, options.Open) != false) is { } auth ? Authentication(auth, address, options, time) : null;
            var defaults = new HttpToolOptions { BaseAddress = address };
            return (new(
                defaults with
                {
                    Headers = spec.Headers.Select(h => (h.Key, Value: h.Value.Fill(options.Open))).Where(h => h.Value is not null).ToDictionary(h => h.Key, h => h.Value!),
                    Authentication = authentication,
                    Errors = Requests.Rules(spec.Errors, options.Open),
                    Secrets = options.Secrets,
                    Timeout = spec.Timeout ?? defaults.Timeout,
                    MaxResponseBytes = spec.MaxBytes ?? defaults.MaxResponseBytes,
                    Budget = spec.Budget,
                    BudgetWindow = spec.BudgetWindow ?? defaults.BudgetWindow,
                    Pace = spec.Pace,
                    RemainingHeader = spec.RemainingHeader,
                    ResetHeader = spec.ResetHeader,
                },
                time), authentication);
        }
        catch (ConnectorException fault) when (fault.Kind == ConnectorErrorKind.Permanent)
        {
            throw ConnectorException.Configuration(fault.Message, fault);
        }
    }

    private static IHttpAuthentication? Authentication(AuthSpec auth, Uri address, InstanceOptions options, TimeProvider time)
    {
        string? Optional(string name) => auth.Values.TryGetValue(name, out var template) ? template.Fill(options.Secret) : null;
        string Needed(string name) => auth.Values[name].Require(options.Secret);
        string Word(string name, string otherwise) => auth.Words.GetValueOrDefault(name, otherwise);
        return auth.Kind switch
        {
            "basic" => new BasicAuthentication(Needed("user"), Optional("password") ?? ""),
            "bearer" => new BearerAuthentication(Needed("token"), Word("scheme", "Bearer")),
            "api-key" => new ApiKeyAuthentication(Word("name", ""), Needed("key"), Enum.Parse<ApiKeyPlace>(Word("in", "header"), ignoreCase: true)),
            "aws" => new AwsAuthentication(new(Needed("access-key-id"), Needed("secret-access-key"), Needed("region"), Needed("service")) { SessionToken = Optional("session-token") }, time),
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
                time),
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
                time),
            _ => null,
        };
    }

    private static Uri Address(string text, string member) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw ConnectorException.Configuration($"'{member}' is '{text}', expected an absolute http or https address.");
}
