using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded;

/// <summary>What a record and a state entry may hold.</summary>
internal static class Limits
{
    private const int MaxKeyLength = 16_384;

    public static void Check(LogEntry entry, int maxBytes)
    {
        if (entry.Value is { } value && value.Length > maxBytes)
            throw new LogException(LogError.RecordTooLarge,
                $"A record for topic '{entry.Topic}' with key '{entry.Key}' has {value.Length} bytes; the log takes at most {maxBytes} (setting). Nothing of its batch was stored.");
        if (entry.Key.Length > MaxKeyLength) throw KeyTooLong(entry.Key, $"a record for topic '{entry.Topic}'");
    }

    public static void Check(StateKey key, StateValue value, int maxBytes)
    {
        if (value.Value is { } bytes && bytes.Length > maxBytes)
            throw new LogException(LogError.RecordTooLarge,
                $"The value of key '{key.Key}' in store '{key.Store}' has {bytes.Length} bytes; the log takes at most {maxBytes} (setting). Nothing of its transaction was stored.");
        if (key.Key.Length > MaxKeyLength) throw KeyTooLong(key.Key, $"state store '{key.Store}'");
    }

    /// <summary>Refuses what compaction could not tell apart.</summary>
    public static void CheckKey(LogEntry entry, TopicDefinition topic)
    {
        if (entry.Key.Length == 0 && topic.Retention.Compaction is not null)
            throw new LogException(LogError.Invalid, $"A record for topic '{entry.Topic}' has no key, but the topic keeps the newest of each key. Give it one; nothing of its batch was stored.");
    }

    private static LogException KeyTooLong(string key, string of) =>
        new(LogError.Invalid, $"A key of {of} has {key.Length} characters; at most {MaxKeyLength} are taken. It begins '{key[..60]}'.");
}
