namespace Plutora.Integration.Hub.Runtime.CdEvents.Delivery;

/// <summary>What is kept of a receiver for good.</summary>
/// <param name="AddedAt">When the hub first ran with it: without <c>from: earliest</c> what the hub took in before is not sent.</param>
/// <param name="Paused">Whether nothing is sent.</param>
public sealed record ReceiverControl(DateTimeOffset AddedAt, bool Paused);

/// <summary>What keeps a receiver from taking an event now.</summary>
/// <param name="Reason">One sentence; never a secret.</param>
/// <param name="At">When it was last so.</param>
/// <param name="Failures">How often in a row.</param>
/// <param name="RetryAt">When it is tried again.</param>
public sealed record ReceiverTrouble(string Reason, DateTimeOffset At, int Failures, DateTimeOffset RetryAt);

/// <summary>A receiver as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where events are posted.</param>
/// <param name="Paused">Whether nothing is sent.</param>
/// <param name="AddedAt">When the hub first ran with it.</param>
/// <param name="Lag">Published events that are not delivered, passed over or set aside yet; an upper bound.</param>
/// <param name="Trouble">What keeps it from taking an event now, or null.</param>
public sealed record ReceiverStatus(string Id, string Url, bool Paused, DateTimeOffset AddedAt, long Lag, ReceiverTrouble? Trouble);
