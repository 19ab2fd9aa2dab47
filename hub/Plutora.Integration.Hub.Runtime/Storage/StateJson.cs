using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Plutora.Integration.Hub.Runtime.Storage;

/// <summary>Writes what the hub keeps in the log's keyed state, each value with the version of its format (rule 35 of state).</summary>
internal static class StateJson
{
    /// <summary>Version of every format that this hub writes today, but for the owners' messages.</summary>
    public const int FormatVersion = 1;

    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) =>
        JsonScratch.Write([FormatVersion], (value, type), static (writer, said) => JsonSerializer.Serialize(writer, said.value, said.type));

    /// <summary>What is JSON already, with the version of the format before it.</summary>
    public static byte[] Raw(ReadOnlyMemory<byte> json) => [FormatVersion, .. json.Span];

    /// <param name="stored">What is stored.</param>
    /// <param name="type">What it is read as.</param>
    /// <param name="what">What it is, for whoever reads of a fault.</param>
    /// <param name="newest">The newest version of its format that <paramref name="type"/> reads; those before it are read too.</param>
    public static T Read<T>(ReadOnlyMemory<byte> stored, JsonTypeInfo<T> type, StateName what, int newest = FormatVersion) =>
        JsonSerializer.Deserialize(Raw(stored, what, newest).Span, type)
            ?? throw new StateFormatException($"{what} is stored as null, which no hub writes. Restore the log from a backup.");

    /// <summary>Reads what is bytes in the newest format and was JSON in those before.</summary>
    /// <param name="stored">What is stored.</param>
    /// <param name="json">What the JSON of older hubs is read as.</param>
    /// <param name="what">What it is, for whoever reads of a fault.</param>
    /// <param name="newest">The newest version of its format.</param>
    /// <param name="read">Reads the bytes.</param>
    public static T Read<T>(ReadOnlyMemory<byte> stored, JsonTypeInfo<T> json, StateName what, byte newest, StateReading<T> read)
    {
        var value = Raw(stored, what, newest);
        if (stored.Span[0] < newest)
        {
            return Read(stored, json, what, newest);
        }

        var reader = new StateReader(value, what);
        return read(ref reader);
    }

    /// <summary>What stands behind the version of the format.</summary>
    public static ReadOnlyMemory<byte> Raw(ReadOnlyMemory<byte> stored, StateName what, int newest = FormatVersion)
    {
        var bytes = stored.Span;
        if (bytes.Length == 0 || bytes[0] is 0 || bytes[0] > newest)
        {
            var found = bytes.Length == 0 ? "nothing" : $"format {bytes[0]}";
            throw new StateFormatException($"{what} is stored in {found}, this hub reads format {newest}. Start the hub version that wrote it, or a newer one.");
        }

        return stored[1..];
    }
}

/// <summary>Something in the log was written by a newer hub or is damaged; the message says what and what to do.</summary>
public sealed class StateFormatException(string message) : Exception(message);
