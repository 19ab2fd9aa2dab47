namespace Plutora.Integration.Sdk.Errors;

/// <summary>What a failure means to the hub.</summary>
public enum ConnectorErrorKind
{
    /// <summary>The options are wrong: the instance stops until they are changed.</summary>
    Configuration,

    /// <summary>Credentials are missing, wrong, expired or lack a permission: the instance stops and is tried again with a long delay.</summary>
    Authentication,

    /// <summary>What was asked for does not exist (or is hidden): of one record, a deletion; of a container, told to the administrator.</summary>
    NotFound,

    /// <summary>The tool asks to wait until <see cref="ConnectorException.RetryAt"/>.</summary>
    RateLimited,

    /// <summary>An outage, a time-out before anything was sent, a 5xx: tried again with backoff.</summary>
    Transient,

    /// <summary>The tool refuses, and will refuse again; of a record or delivery, a dead letter.</summary>
    Permanent,

    /// <summary>The request was sent and the answer was lost: whether it was carried out is not known.</summary>
    Ambiguous,

    /// <summary>What an action is to change is not any more as its caller has seen it, or the tool does not take the change as it stands now: nothing was done.</summary>
    Conflict,
}

/// <summary>A failure that the connector understands. The message is shown to administrators and must hold no secret.</summary>
public sealed class ConnectorException : Exception
{
    private ConnectorException(ConnectorErrorKind kind, string message, Exception? inner, DateTimeOffset? retryAt = null)
        : base(message, inner)
    {
        Kind = kind;
        RetryAt = retryAt;
    }

    /// <summary>What the failure means to the hub.</summary>
    public ConnectorErrorKind Kind { get; }

    /// <summary>When the tool said it may be asked again (Retry-After, a reset header); null when it did not.</summary>
    public DateTimeOffset? RetryAt { get; }

    /// <summary>The options are wrong; say which, what was expected.</summary>
    public static ConnectorException Configuration(string message, Exception? inner = null) => new(ConnectorErrorKind.Configuration, message, inner);

    /// <summary>The tool does not let us in; say which permission or credential is missing.</summary>
    public static ConnectorException Authentication(string message, Exception? inner = null) => new(ConnectorErrorKind.Authentication, message, inner);

    /// <summary>What was asked for is not there.</summary>
    public static ConnectorException NotFound(string message, Exception? inner = null) => new(ConnectorErrorKind.NotFound, message, inner);

    /// <summary>The tool asks to wait.</summary>
    public static ConnectorException RateLimited(string message, DateTimeOffset? retryAt, Exception? inner = null) => new(ConnectorErrorKind.RateLimited, message, inner, retryAt);

    /// <summary>An outage that passes; <paramref name="retryAt"/> when the tool said when.</summary>
    public static ConnectorException Transient(string message, Exception? inner = null, DateTimeOffset? retryAt = null) => new(ConnectorErrorKind.Transient, message, inner, retryAt);

    /// <summary>The tool refuses for good, or what it sent is not what it documents.</summary>
    public static ConnectorException Permanent(string message, Exception? inner = null) => new(ConnectorErrorKind.Permanent, message, inner);

    /// <summary>Sent, and the answer lost.</summary>
    public static ConnectorException Ambiguous(string message, Exception? inner = null) => new(ConnectorErrorKind.Ambiguous, message, inner);

    /// <summary>What an action is to change has moved on, or stands in its way; say what it is now. Nothing was done.</summary>
    public static ConnectorException Conflict(string message, Exception? inner = null) => new(ConnectorErrorKind.Conflict, message, inner);
}
