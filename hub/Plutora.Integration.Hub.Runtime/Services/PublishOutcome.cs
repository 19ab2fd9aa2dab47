namespace Plutora.Integration.Hub.Runtime.Services;

/// <summary>What became of a batch of a service.</summary>
public enum PublishStatus
{
    /// <summary>All of it is durable.</summary>
    Stored,

    /// <summary>It is no batch that can be read.</summary>
    Unreadable,

    /// <summary>Something in it is wrong; nothing was stored.</summary>
    Invalid,

    /// <summary>Something in it is not the service's to say; nothing was stored.</summary>
    Forbidden,
}

/// <summary>What became of a batch of a service.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Message">One sentence.</param>
public sealed record PublishOutcome(PublishStatus Status, string Message)
{
    /// <summary>Every fault, each with the event that it is about.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Events that were stored.</summary>
    public int Stored { get; init; }

    /// <summary>Events that were dropped, since one of their id came before.</summary>
    public int Repeated { get; init; }
}
