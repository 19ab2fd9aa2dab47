using System.Collections.Concurrent;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>
/// Where an owner's transaction gathers what it changes. The next one takes it over, empty: room for thousands of keys made anew each time, and what an outlived one still holds on to, is what the collector is slowest with.
/// </summary>
internal sealed class BatchRoom
{
    // Room that one great transaction took is not kept for the small ones behind it.
    private const int MostKept = 20_000;

    public Dictionary<string, (EntityState Before, EntityState Now)> Entities { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Waiting { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, RecordState?> Records { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> ChangedRecords { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, List<OwnerMessage?>> Out { get; } = [];

    public Dictionary<(string Entity, string Key), int> Mentions { get; } = [];

    public Queue<OwnerMessage> Own { get; } = new();

    public IndexOverlay Indexed { get; } = new();

    public List<LogEntry?> Entries { get; } = [];

    public Dictionary<KeyIn, int> Latest { get; } = [];

    public Dictionary<KeyIn, (byte[]? Value, string? PartitionKey)> Puts { get; } = [];

    /// <summary>Empties it.</summary>
    /// <returns>Whether it is worth keeping.</returns>
    public bool TryClear()
    {
        if (Entities.Count > MostKept || Records.Count > MostKept || Entries.Count > MostKept || Puts.Count > MostKept || Out.Values.Any(messages => messages.Count > MostKept))
        {
            return false;
        }

        Entities.Clear();
        Waiting.Clear();
        Records.Clear();
        ChangedRecords.Clear();
        Mentions.Clear();
        Own.Clear();
        Indexed.Clear();
        Entries.Clear();
        Latest.Clear();
        Puts.Clear();
        foreach (var messages in Out.Values)
        {
            messages.Clear();
        }

        return true;
    }
}

/// <summary>Rooms that no transaction is in, at most as many as there were transactions at once.</summary>
internal sealed class BatchRooms
{
    private readonly ConcurrentStack<BatchRoom> _spare = new();

    public BatchRoom Take() => _spare.TryPop(out var room) ? room : new();

    /// <summary>Takes a room back that nobody uses any more.</summary>
    public void Return(BatchRoom room)
    {
        if (room.TryClear())
        {
            _spare.Push(room);
        }
    }
}
