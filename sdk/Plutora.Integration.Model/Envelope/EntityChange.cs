namespace Plutora.Integration.Model.Envelope;

/// <summary>What a normalized event says of its entity.</summary>
public enum EntityChange
{
    /// <summary>It is there, as the event tells; whether it was there before makes no difference.</summary>
    Upserted,
    /// <summary>It is gone; the event tells its last known state, except for a forgotten person.</summary>
    Deleted,
}
