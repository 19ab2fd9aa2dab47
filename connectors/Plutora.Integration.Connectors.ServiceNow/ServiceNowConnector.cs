using Plutora.Integration.Connectors.ServiceNow.Actions;
using Plutora.Integration.Connectors.ServiceNow.Records;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Options;
using Plutora.Integration.Sdk.Webhooks;

namespace Plutora.Integration.Connectors.ServiceNow;

/// <summary>Reads ServiceNow over the Table API, takes what a business rule sends, and acts on its tickets and changes.</summary>
public sealed class ServiceNowConnector : Connector<ServiceNowOptions>
{
    /// <inheritdoc/>
    protected override ConnectorDescriptor Describe() => new()
    {
        Id = "servicenow",
        Version = "1.0.0",
        DisplayName = "ServiceNow",
        Description = "Incidents, changes and problems with their histories, the CMDB's applications, services and items, projects, demands, people and groups of ServiceNow.",
        Streams = ServiceNowStreams.All,
        Webhook = new()
        {
            Verifiers = [VerifierKind.Hmac, VerifierKind.Header, VerifierKind.Signal],
            Hmac = new("X-Plutora-Signature", HmacAlgorithm.Sha256, "", SignatureEncoding.Base64),
            SecretHeader = "X-Plutora-Token",
            SignalStreams = [ServiceNowStreams.Incident, ServiceNowStreams.Change, ServiceNowStreams.ChangeTask, ServiceNowStreams.Problem, ServiceNowStreams.Audit],
        },
        Actions = ServiceNowActions.All,
    };

    /// <inheritdoc/>
    protected override IEnumerable<OptionFault> Check(ServiceNowOptions options)
    {
        if (Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address) && address.Scheme is not ("https" or "http"))
        {
            yield return new("baseAddress", "must be an http or https address.");
        }

        foreach (var fault in Credentials(options))
        {
            yield return fault;
        }

        foreach (var (stream, query) in options.Queries)
        {
            if (!ServiceNowStreams.Tables.ContainsKey(stream))
            {
                yield return new($"queries.{stream}", $"must name a stream that is read from a table: one of {string.Join(", ", ServiceNowStreams.Tables.Keys.Order(StringComparer.Ordinal))}.");
            }

            if (string.IsNullOrWhiteSpace(query) || query.Contains("^NQ", StringComparison.Ordinal) || query.Contains("ORDERBY", StringComparison.Ordinal) || query.Contains("GROUPBY", StringComparison.Ordinal))
            {
                yield return new($"queries.{stream}", "must be an encoded query of conditions, without ^NQ, ORDERBY and GROUPBY: the connector adds conditions and an order of its own.");
            }
        }
    }

    /// <inheritdoc/>
    protected override ConnectorInstance Open(ServiceNowOptions options, ConnectorContext context, IServiceProvider services) => new ServiceNowInstance(options, context);

    private static IEnumerable<OptionFault> Credentials(ServiceNowOptions options)
    {
        var (basic, oauth) = (options.User is { Length: > 0 }, options.ClientId is { Length: > 0 });
        if (basic == oauth)
        {
            yield return new(basic ? "clientId" : "user", basic ? "must be left out where there is a user: an account lets the hub in by its password, or a client by OAuth." : "is required with a password, or else clientId with a clientSecret.");
        }

        if (basic && string.IsNullOrEmpty(options.Password))
        {
            yield return new("password", "is required with a user.");
        }

        if (oauth && string.IsNullOrEmpty(options.ClientSecret))
        {
            yield return new("clientSecret", "is required with a clientId.");
        }

        if (!oauth && !string.IsNullOrEmpty(options.RefreshToken))
        {
            yield return new("refreshToken", "needs a clientId and a clientSecret beside it.");
        }
    }
}
