using Plutora.Integration.EventLog.Embedded.Writing;

namespace Plutora.Integration.EventLog.Embedded;

/// <summary>What a record and a state entry may hold.</summary>
internal static class Limits
{
    public static void Check(LogEntry entry, int maxBytes)
    {
        if (entry.Value is { } value && value.Length > maxBytes)
            throw new LogException(LogError.RecordTooLarge,
                $"A record for topic '{entry.Topic}' with key '{entry.Key}' has {value.Length} bytes; the log takes at most {maxBytes} (setting). Nothing of its batch was stored.");
    }

    public static void Check(StateKey key, StateValue value, int maxBytes)
    {
        if (value.Value is { } bytes && bytes.Length > maxBytes)
            throw new LogException(LogError.RecordTooLarge,
                $"The value of key '{key.Key}' in store '{key.Store}' has {bytes.Length} bytes; the log takes at most {maxBytes} (setting). Nothing of its transaction was stored.");
    }
}
