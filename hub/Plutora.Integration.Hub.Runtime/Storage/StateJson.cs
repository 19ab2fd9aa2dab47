using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Plutora.Integration.Hub.Runtime.Storage;

/// <summary>Writes what the hub keeps in the log's keyed state, each value with the version of its format (rule 35 of state).</summary>
internal static class StateJson
{
    /// <summary>Version of every format that this hub writes today.</summary>
    public const int FormatVersion = 1;

    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) =>
        JsonScratch.Write([FormatVersion], (value, type), static (writer, said) => JsonSerializer.Serialize(writer, said.value, said.type));

    /// <summary>What a writer makes of a state, with the version of the format before it.</summary>
    public static byte[] Write<T>(T state, Action<Utf8JsonWriter, T> write) => JsonScratch.Write([FormatVersion], state, write);

    /// <summary>What is JSON already, with the version of the format before it.</summary>
    public static byte[] Raw(ReadOnlyMemory<byte> json) => [FormatVersion, .. json.Span];

    public static T Read<T>(ReadOnlyMemory<byte> stored, JsonTypeInfo<T> type, string what) =>
        JsonSerializer.Deserialize(Raw(stored, what).Span, type)
            ?? throw new StateFormatException($"{what} is stored as null, which no hub writes. Restore the log from a backup.");

    /// <summary>The JSON behind the version of the format.</summary>
    public static ReadOnlyMemory<byte> Raw(ReadOnlyMemory<byte> stored, string what)
    {
        var bytes = stored.Span;
        if (bytes.Length == 0 || bytes[0] != FormatVersion)
        {
            var found = bytes.Length == 0 ? "nothing" : $"format {bytes[0]}";
            throw new StateFormatException($"{what} is stored in {found}, this hub reads format {FormatVersion}. Start the hub version that wrote it, or a newer one.");
        }

        return stored[1..];
    }
}

/// <summary>Something in the log was written by a newer hub or is damaged; the message says what and what to do.</summary>
public sealed class StateFormatException(string message) : Exception(message);
