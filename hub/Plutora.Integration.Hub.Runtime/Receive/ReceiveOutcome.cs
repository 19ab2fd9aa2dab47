namespace Plutora.Integration.Hub.Runtime.Receive;

/// <summary>What became of a delivery or an upload.</summary>
public enum ReceiveStatus
{
    /// <summary>Stored: nothing of it can be lost any more.</summary>
    Stored,

    /// <summary>Stored before under the same delivery id.</summary>
    Duplicate,

    /// <summary>It says nothing that is mapped; the reason says why.</summary>
    Ignored,

    /// <summary>It could not be read and is kept as a dead letter.</summary>
    SetAside,

    /// <summary>No such instance, or it takes no webhooks.</summary>
    Unknown,

    /// <summary>The verifier refuses it.</summary>
    Refused,

    /// <summary>A signal too many: it comes after others whose reads say what it would.</summary>
    Limited,

    /// <summary>The hub cannot take it now; the tool is asked to send it again.</summary>
    Unavailable,
}

/// <summary>Answer to who delivered.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Records">Records it held.</param>
/// <param name="RetryAfter">How long to wait before it is sent again, where it was not taken for now.</param>
public sealed record ReceiveOutcome(ReceiveStatus Status, string Message, int Records = 0, TimeSpan? RetryAfter = null)
{
    /// <summary>Why parts of it are set aside, in their order, where the rest was taken; the first hundred.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}
