using Plutora.Integration.Connectors.Declarative.Documents;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Http;
using Plutora.Integration.Sdk.Http.Authentication;

namespace Plutora.Integration.Connectors.Declarative.Options;

/// <summary>The hosts of an instance's tool, each with its client.</summary>
internal sealed class Tools : IDisposable
{
    private readonly HttpTool _first;
    private readonly Dictionary<string, HttpTool> _hosts = [];
    private readonly HashSet<IHttpAuthentication> _authentications = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="ConnectorException">Configuration: what the options make of an address, a certificate or the credentials cannot be used.</exception>
    public Tools(HttpSpec spec, InstanceOptions options, ConnectorContext context)
    {
        var factory = new ToolFactory(options, context);
        var authentication = Keep(factory.Authentication(spec));
        _first = factory.Make(spec, authentication);
        foreach (var (name, host) in spec.Hosts.Where(h => h.Value.Http.Address.Fill(options.Open) is { Length: > 0 }))
        {
            _hosts[name] = factory.Make(host.Http, host.SharesAuth ? authentication : Keep(factory.Authentication(host.Http)));
        }
    }

    /// <summary>The client of the host that a request is for.</summary>
    /// <exception cref="ConnectorException">Configuration: the host's address was not given.</exception>
    public HttpTool For(RequestSpec request) => request.Host is not { } name ? _first
        : _hosts.GetValueOrDefault(name) ?? throw ConnectorException.Configuration($"The address of the host '{name}' is not set in the options of the instance, and this needs it.");

    /// <summary>What the tool said last of its limits; those of its other hosts by the host's name.</summary>
    public IReadOnlyList<RateLimit> RateLimits =>
        [.. _first.RateLimits, .. _hosts.SelectMany(h => h.Value.RateLimits.Select(l => l with { Name = l.Name is null ? h.Key : $"{h.Key} {l.Name}" }))];

    public void Dispose()
    {
        _first.Dispose();
        foreach (var host in _hosts.Values)
        {
            host.Dispose();
        }

        foreach (var authentication in _authentications.OfType<IDisposable>())
        {
            authentication.Dispose();
        }
    }

    private IHttpAuthentication? Keep(IHttpAuthentication? authentication)
    {
        if (authentication is not null)
        {
            _authentications.Add(authentication);
        }

        return authentication;
    }
}
