using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Kafka.Writing;

/// <summary>What a transaction has gathered. A consumer's next transaction takes the last one's room, since room for thousands of keys made anew each time is what the collector is slowest with.</summary>
internal sealed class TransactionContent
{
    // Room that one great transaction took is not kept for the small ones behind it.
    private const int MaxKept = 20_000;

    public List<LogEntry> Entries { get; } = [];

    public Dictionary<StateKey, StateValue> State { get; } = [];

    /// <summary>Both as they go to the broker, once they are committed.</summary>
    public List<Outgoing> Records { get; } = [];

    /// <summary>Empties it for the next transaction.</summary>
    /// <returns>Whether it is worth keeping.</returns>
    public bool TryClear()
    {
        if (Entries.Count > MaxKept || State.Count > MaxKept) return false;
        Entries.Clear();
        State.Clear();
        Records.Clear();
        return true;
    }
}
