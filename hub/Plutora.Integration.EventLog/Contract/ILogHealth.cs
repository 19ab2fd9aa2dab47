namespace Plutora.Integration.EventLog;

/// <summary>A log that tells whether it takes what is written to it.</summary>
public interface ILogHealth
{
    /// <summary>Why writes are refused now, as one sentence with the remedy; null while they are taken.</summary>
    string? Trouble { get; }
}
