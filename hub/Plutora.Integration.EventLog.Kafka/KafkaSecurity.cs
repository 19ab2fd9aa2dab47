namespace Plutora.Integration.EventLog.Kafka;

/// <summary>How a client proves who it is to the brokers.</summary>
public enum SaslMechanism
{
    /// <summary>Not by SASL.</summary>
    None,

    /// <summary>User and password, sent as they are: use it over TLS only.</summary>
    Plain,

    /// <summary>User and password by SCRAM with SHA-256.</summary>
    ScramSha256,

    /// <summary>User and password by SCRAM with SHA-512.</summary>
    ScramSha512,

    /// <summary>A token that librdkafka fetches by OpenID Connect's client credentials.</summary>
    OAuthBearer,
}

/// <summary>TLS and SASL. Secrets are given resolved and are never shown: not by <see cref="ToString"/>, nor in an error or a log line.</summary>
public sealed record KafkaSecurity
{
    /// <summary>Whether the connection is encrypted; false by default.</summary>
    public bool Tls { get; init; }

    /// <summary>File of the certificate authorities trusted, PEM; null: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>File of the client's certificate, PEM, for brokers that ask for one.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>File of the client's private key, PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The private key's password.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>Whether the broker's certificate must carry its host's name; true by default.</summary>
    public bool VerifyHost { get; init; } = true;

    /// <summary>How the client proves who it is; not at all by default.</summary>
    public SaslMechanism Sasl { get; init; }

    /// <summary>User of PLAIN and SCRAM.</summary>
    public string? User { get; init; }

    /// <summary>Password of PLAIN and SCRAM.</summary>
    public string? Password { get; init; }

    /// <summary>Address that gives tokens, https.</summary>
    public string? TokenEndpoint { get; init; }

    /// <summary>Client id at the token's issuer.</summary>
    public string? ClientId { get; init; }

    /// <summary>Client secret at the token's issuer.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Scope asked for with the token, or null.</summary>
    public string? Scope { get; init; }

    /// <summary>What may be shown.</summary>
    public override string ToString() => $"{(Tls ? "TLS" : "no TLS")}, {(Sasl == SaslMechanism.None ? "no SASL" : $"SASL {Name} as '{User ?? ClientId}'")}";

    private string Name => Sasl switch
    {
        SaslMechanism.Plain => "plain",
        SaslMechanism.ScramSha256 => "scram-sha256",
        SaslMechanism.ScramSha512 => "scram-sha512",
        SaslMechanism.OAuthBearer => "oauthbearer",
        _ => "none",
    };

    internal IEnumerable<string> Faults()
    {
        foreach (var (name, file) in new[] { ("caFile", CaFile), ("certificateFile", CertificateFile), ("keyFile", KeyFile) })
            if (file is not null && !File.Exists(file)) yield return $"security.{name} names '{file}', which does not exist.";
        if (!Tls && (CaFile ?? CertificateFile ?? KeyFile ?? KeyPassword) is not null) yield return "security has certificates or keys, but tls is false: set it to true.";
        if ((CertificateFile is null) != (KeyFile is null)) yield return "security needs certificateFile and keyFile together.";
        var oauth = Sasl == SaslMechanism.OAuthBearer;
        var password = Sasl is SaslMechanism.Plain or SaslMechanism.ScramSha256 or SaslMechanism.ScramSha512;
        if (password && string.IsNullOrEmpty(User)) yield return $"security.sasl is {Name}, which needs a user.";
        if (password && string.IsNullOrEmpty(Password)) yield return $"security.sasl is {Name}, which needs a password.";
        if (!password && (User ?? Password) is not null) yield return "security has a user or a password, but no mechanism that takes them: set sasl to plain, scram-sha256 or scram-sha512.";
        if (oauth && !(Uri.TryCreate(TokenEndpoint, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")) yield return "security.sasl is oauthbearer, which needs a tokenEndpoint: an absolute https address.";
        if (oauth && string.IsNullOrEmpty(ClientId)) yield return "security.sasl is oauthbearer, which needs a clientId.";
        if (oauth && string.IsNullOrEmpty(ClientSecret)) yield return "security.sasl is oauthbearer, which needs a clientSecret.";
        if (!oauth && (TokenEndpoint ?? ClientId ?? ClientSecret ?? Scope) is not null) yield return "security has settings of oauthbearer, but sasl is another: set it to oauthbearer.";
    }
}
