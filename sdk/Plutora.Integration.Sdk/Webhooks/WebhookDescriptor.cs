namespace Plutora.Integration.Sdk.Webhooks;

/// <summary>How deliveries prove that they come from the tool. The hub verifies over the raw body before the connector sees it.</summary>
public enum VerifierKind
{
    /// <summary>A keyed hash of the body in a header, compared in constant time.</summary>
    Hmac,

    /// <summary>A signed JSON Web Token in the Authorization header.</summary>
    Jwt,

    /// <summary>A client certificate.</summary>
    Certificate,

    /// <summary>A shared secret in a header, or HTTP basic credentials.</summary>
    Header,

    /// <summary>For tools that cannot sign: a token in the address; the body is never mapped, the delivery only starts a read.</summary>
    Signal,
}

/// <summary>What a connector tells of its tool's webhooks.</summary>
public sealed record WebhookDescriptor
{
    /// <summary>Verifier kinds that the tool can serve, the best first. An instance must choose one; there is none by default.</summary>
    public required IReadOnlyList<VerifierKind> Verifiers { get; init; }

    /// <summary>Where and how the tool signs; needed when <see cref="Verifiers"/> holds <see cref="VerifierKind.Hmac"/>.</summary>
    public HmacSignature? Hmac { get; init; }

    /// <summary>Header that carries the secret for <see cref="VerifierKind.Header"/>, such as <c>X-Gitlab-Token</c>.</summary>
    public string? SecretHeader { get; init; }

    /// <summary>Header with the delivery's unique id, by which repetitions are dropped; null when the tool sends none (then the body's hash serves).</summary>
    public string? DeliveryIdHeader { get; init; }

    /// <summary>Header that names the kind of event, for people who look at deliveries; null when the body alone says it.</summary>
    public string? EventHeader { get; init; }

    /// <summary>Streams that a <see cref="VerifierKind.Signal"/> starts to read.</summary>
    public IReadOnlyList<string> SignalStreams { get; init; } = [];
}

/// <summary>Where a tool puts the keyed hash of the body.</summary>
/// <param name="Header">Name of the header, such as <c>X-Hub-Signature-256</c>.</param>
/// <param name="Algorithm">Hash: SHA256, SHA1 or SHA512.</param>
/// <param name="Prefix">What stands before the hash, such as <c>sha256=</c>; empty when nothing does.</param>
/// <param name="Encoding">How the hash is written.</param>
public sealed record HmacSignature(string Header, HmacAlgorithm Algorithm = HmacAlgorithm.Sha256, string Prefix = "", SignatureEncoding Encoding = SignatureEncoding.Hex);

/// <summary>Hash function of a keyed hash.</summary>
public enum HmacAlgorithm
{
    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>SHA-1: only for tools that offer nothing better.</summary>
    Sha1,

    /// <summary>SHA-512.</summary>
    Sha512,
}

/// <summary>How a hash is written as text.</summary>
public enum SignatureEncoding
{
    /// <summary>Hexadecimal digits, either case.</summary>
    Hex,

    /// <summary>Base64.</summary>
    Base64,
}
