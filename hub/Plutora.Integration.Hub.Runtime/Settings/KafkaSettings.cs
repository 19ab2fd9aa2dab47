using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Hub.Runtime.Settings;

/// <summary>What holds the topics.</summary>
public enum LogEngine
{
    /// <summary>One file in the home folder, for one hub.</summary>
    Embedded,

    /// <summary>Apache Kafka, for any number of hubs.</summary>
    Kafka,
}

/// <summary>How a hub proves to the brokers who it is.</summary>
public enum KafkaSasl
{
    /// <summary>Not by SASL.</summary>
    None,

    /// <summary>User and password, sent as they are.</summary>
    Plain,

    /// <summary>User and password by SCRAM with SHA-256.</summary>
    ScramSha256,

    /// <summary>User and password by SCRAM with SHA-512.</summary>
    ScramSha512,

    /// <summary>A token fetched by OpenID Connect's client credentials.</summary>
    Oauthbearer,
}

/// <summary>The log on Kafka. The engine itself checks what is set, so that all faults are told before anything is connected to.</summary>
public sealed class KafkaSettings
{
    /// <summary>Brokers to ask first, <c>host:port</c>, separated by commas; required when the engine is <c>kafka</c>.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>Begins the names of all topics, groups and transactional ids, so that logs share a cluster; at most 60 of <c>a-z A-Z 0-9 . _ -</c>.</summary>
    public string TopicPrefix { get; set; } = "";

    /// <summary>Into how many shares a group's work is cut; fixed when the log is made. 24 by default.</summary>
    [Range(1, 256)]
    public int Shares { get; set; } = 24;

    /// <summary>Replicas of each topic made; left out, the cluster's own default.</summary>
    [Range(1, short.MaxValue)]
    public int? ReplicationFactor { get; set; }

    /// <summary>Replicas that must have a record before it is acknowledged; left out, the cluster's own default.</summary>
    [Range(1, short.MaxValue)]
    public int? MinInSyncReplicas { get; set; }

    /// <summary>Largest value of a record in bytes. 25 MB by default.</summary>
    [Range(1, 500_000_000)]
    public int MaxRecordBytes { get; set; } = 25_000_000;

    /// <summary>Seconds for which an operation tries before it fails; a webhook is answered 503 then. 30 by default.</summary>
    [Range(1, 600)]
    public int OperationSeconds { get; set; } = 30;

    /// <summary>Seconds for which a transaction may be open; for so long and up to 10 s more, one left behind by a killed hub hides what is behind it, unless its id is taken over. 15 by default.</summary>
    [Range(5, 900)]
    public int TransactionSeconds { get; set; } = 15;

    /// <summary>Seconds for which a hub may be silent before its work goes to others. 8 by default.</summary>
    [Range(6, 300)]
    public int SessionSeconds { get; set; } = 8;

    /// <summary>TLS and SASL.</summary>
    public KafkaSecuritySettings Security { get; set; } = new();

    /// <summary>Properties of librdkafka for every client, by their names there, but for those that the log's promises rest on. What holds a password or a key is given as a reference, <c>env:NAME</c> or <c>file:PATH</c>.</summary>
    public JsonObject Properties { get; set; } = [];
}

/// <summary>TLS and SASL of the log on Kafka.</summary>
public sealed class KafkaSecuritySettings
{
    /// <summary>Whether connections are encrypted.</summary>
    public bool Tls { get; set; }

    /// <summary>File of the certificate authorities trusted, PEM; left out, the system's.</summary>
    public string? CaFile { get; set; }

    /// <summary>File of the hub's certificate, PEM, for brokers that ask for one.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>File of the certificate's private key, PEM.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Reference to the private key's password, <c>env:NAME</c> or <c>file:PATH</c>.</summary>
    public string? KeyPassword { get; set; }

    /// <summary>Whether a broker's certificate must carry its host's name.</summary>
    public bool VerifyHost { get; set; } = true;

    /// <summary>How the hub proves who it is: <c>none</c>, <c>plain</c>, <c>scram-sha256</c>, <c>scram-sha512</c> or <c>oauthbearer</c>.</summary>
    public KafkaSasl Sasl { get; set; }

    /// <summary>User of <c>plain</c> and <c>scram</c>.</summary>
    public string? User { get; set; }

    /// <summary>Reference to the password of <c>plain</c> and <c>scram</c>, <c>env:NAME</c> or <c>file:PATH</c>.</summary>
    public string? Password { get; set; }

    /// <summary>Address that gives tokens for <c>oauthbearer</c>, https.</summary>
    public string? TokenEndpoint { get; set; }

    /// <summary>Client id at the token's issuer.</summary>
    public string? ClientId { get; set; }

    /// <summary>Reference to the client secret at the token's issuer, <c>env:NAME</c> or <c>file:PATH</c>.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Scope asked for with the token.</summary>
    public string? Scope { get; set; }
}
