namespace Plutora.Integration.Client.Subscribing;

/// <summary>What to do after an event could not be handled.</summary>
public enum FaultDecision
{
    /// <summary>End the subscription with the exception; the event comes again at the next run.</summary>
    Stop,

    /// <summary>Wait, longer each time, and handle the event again.</summary>
    Retry,

    /// <summary>Go on behind the event without its effect. It is the caller's to keep a note of it.</summary>
    Skip,
}

/// <summary>An event that could not be handled or committed. Whatever its handlers did within the transaction was rolled back.</summary>
/// <param name="Received">The event.</param>
/// <param name="Exception">What a handler or the store threw.</param>
/// <param name="Attempt">How often it was tried, 1 the first time.</param>
public sealed record SubscriptionFault(ReceivedEvent Received, Exception Exception, int Attempt);
