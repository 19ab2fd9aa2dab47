using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Plugins.Calls;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>What a failure means for an instance.</summary>
/// <param name="Reason">One sentence for people.</param>
/// <param name="RetryAt">When it is tried again; null when only a person can mend it.</param>
/// <param name="Reopen">Whether the connector is opened anew.</param>
/// <param name="Defect">Whether the plugin threw what its contract does not know.</param>
internal sealed record FaultVerdict(string Reason, DateTimeOffset? RetryAt, bool Reopen, bool Defect)
{
    private static readonly TimeSpan AuthenticationWait = TimeSpan.FromMinutes(5);

    public static FaultVerdict Of(Exception fault, int failures, DateTimeOffset now)
    {
        var retryAt = now + Backoff.Default.After(failures, Random.Shared.NextDouble());
        return fault switch
        {
            ConnectorException { Kind: ConnectorErrorKind.Configuration } told => new(told.Message, null, false, false),
            ConnectorException { Kind: ConnectorErrorKind.Authentication } told => new(told.Message, now + AuthenticationWait, true, false),
            ConnectorException { RetryAt: { } asked } told => new(told.Message, asked > now ? asked : retryAt, false, false),
            ConnectorException told => new(told.Message, retryAt, false, false),
            SecretMissingException missing => new(missing.Message, retryAt, true, false),
            LogException log => new(log.Message, retryAt, false, false),
            _ => new($"The connector failed with {MaskedDefectException.TypeOf(fault)}: {fault.Message}", retryAt, true, true),
        };
    }
}
