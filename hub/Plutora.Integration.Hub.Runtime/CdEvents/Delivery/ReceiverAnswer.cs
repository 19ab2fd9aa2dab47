namespace Plutora.Integration.Hub.Runtime.CdEvents.Delivery;

/// <summary>What became of one request.</summary>
/// <param name="Kind">What it means for the event.</param>
/// <param name="Reason">One sentence; null when it was delivered.</param>
/// <param name="RetryAfter">How long the receiver asked to wait, or null.</param>
internal sealed record ReceiverAnswer(ReceiverAnswerKind Kind, string? Reason = null, TimeSpan? RetryAfter = null)
{
    public static ReceiverAnswer Delivered { get; } = new(ReceiverAnswerKind.Delivered);
}

/// <summary>What an answer means for an event.</summary>
internal enum ReceiverAnswerKind
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>The receiver works and does not want this event: sent again, it would say the same.</summary>
    Refused,

    /// <summary>The receiver is not there, overloaded, wrongly addressed or does not let the hub in.</summary>
    Failed,

    /// <summary>The hub cannot ask: a secret is missing. It does not count against the event.</summary>
    Unready,
}
