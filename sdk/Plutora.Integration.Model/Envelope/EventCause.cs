namespace Plutora.Integration.Model.Envelope;

/// <summary>Why an event was published now. Gates, notifications and automation react to <see cref="Live"/> only; state and metrics take all.</summary>
public enum EventCause
{
    /// <summary>It happened at the tool after the instance was first added.</summary>
    Live,
    /// <summary>It had happened before that.</summary>
    Backfill,
    /// <summary>Nothing happened at the tool: its records were mapped anew.</summary>
    Replay,
}
