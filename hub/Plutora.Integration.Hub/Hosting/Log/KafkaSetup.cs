using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.EventLog.Kafka;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.Hub.Runtime.Secrets;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Hosting.Log;

/// <summary>Turns the settings <c>log.kafka</c> into the engine's options, with their secrets resolved.</summary>
internal sealed class KafkaSetup
{
    private const string Section = "log.kafka";

    private readonly List<string> _faults = [];

    private KafkaSetup(HubHome home, KafkaSettings settings)
    {
        var security = settings.Security;
        Options = new(settings.BootstrapServers, home.LogCacheFolder)
        {
            TopicPrefix = settings.TopicPrefix,
            Shares = settings.Shares,
            ReplicationFactor = (short?)settings.ReplicationFactor,
            MinInSyncReplicas = (short?)settings.MinInSyncReplicas,
            MaxRecordBytes = settings.MaxRecordBytes,
            OperationTimeout = TimeSpan.FromSeconds(settings.OperationSeconds),
            TransactionTimeout = TimeSpan.FromSeconds(settings.TransactionSeconds),
            SessionTimeout = TimeSpan.FromSeconds(settings.SessionSeconds),
            Security = new()
            {
                Tls = security.Tls,
                CaFile = security.CaFile,
                CertificateFile = security.CertificateFile,
                KeyFile = security.KeyFile,
                KeyPassword = Secret("security.keyPassword", security.KeyPassword),
                VerifyHost = security.VerifyHost,
                Sasl = security.Sasl switch
                {
                    KafkaSasl.Plain => SaslMechanism.Plain,
                    KafkaSasl.ScramSha256 => SaslMechanism.ScramSha256,
                    KafkaSasl.ScramSha512 => SaslMechanism.ScramSha512,
                    KafkaSasl.Oauthbearer => SaslMechanism.OAuthBearer,
                    _ => SaslMechanism.None,
                },
                User = security.User,
                Password = Secret("security.password", security.Password),
                TokenEndpoint = security.TokenEndpoint,
                ClientId = security.ClientId,
                ClientSecret = Secret("security.clientSecret", security.ClientSecret),
                Scope = security.Scope,
            },
            Properties = Properties(settings.Properties),
        };
    }

    /// <summary>The options; not to be used while there are faults.</summary>
    public KafkaLogOptions Options { get; }

    /// <summary>Reads the settings.</summary>
    /// <param name="home">The home folder, which holds the engine's cache.</param>
    /// <param name="settings">The settings.</param>
    public static KafkaSetup Read(HubHome home, KafkaSettings settings) => new(home, settings);

    /// <summary>Everything that is wrong with the settings, one sentence each; nothing when the log is embedded, so that both may stand in a file.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="settings">The settings.</param>
    public static IEnumerable<string> Faults(HubHome home, LogSettings settings) => settings.Engine == LogEngine.Kafka ? Faults(home, settings.Kafka) : [];

    /// <summary>Everything that is wrong with the settings of a log on Kafka, one sentence each.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="settings">The settings.</param>
    public static IEnumerable<string> Faults(HubHome home, KafkaSettings settings)
    {
        var setup = Read(home, settings);
        return setup._faults.Concat(setup.Options.Faults().Select(fault => $"setting {Section}.{fault}"));
    }

    // The store lies in the log, so it cannot hold what opening the log needs.
    private string? Secret(string setting, string? reference)
    {
        if (reference is null)
        {
            return null;
        }

        if (!SecretReference.TryParse(reference, out var known) || known.Source == SecretSource.Store)
        {
            _faults.Add($"setting {Section}.{setting} must be a reference: env:NAME or file:PATH.");
        }
        else if (known.Source == SecretSource.Environment)
        {
            return Environment.GetEnvironmentVariable(known.Name) ?? Missing($"setting {Section}.{setting}: environment variable '{known.Name}' is not set for the hub's process.");
        }
        else
        {
            try
            {
                return File.ReadAllText(known.Name).TrimEnd('\r', '\n');
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                return Missing($"setting {Section}.{setting}: file '{known.Name}' does not exist or may not be read by the hub.");
            }
        }

        return Unresolved;
    }

    private string Missing(string fault)
    {
        _faults.Add(fault);
        return Unresolved;
    }

    // Stands in for what could not be resolved, so that the engine does not tell the same fault in other words.
    private const string Unresolved = "unresolved";

    private Dictionary<string, string> Properties(JsonObject given)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            if (value is not JsonValue)
            {
                _faults.Add($"setting {Section}.properties.{name} must be a text, a number, true or false.");
                continue;
            }

            var text = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
            if (!KafkaLogOptions.IsSecret(name))
            {
                properties[name] = text;
            }
            else if (Secret($"properties.{name}", text) is { } secret && secret != Unresolved)
            {
                properties[name] = secret;
            }
        }

        return properties;
    }
}
