using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Sdk.Streams;

/// <summary>Opaque, versioned bookmark of a stream. The hub stores and returns it unchanged and never looks inside.</summary>
/// <param name="Version">Version of the format of <paramref name="Value"/>, set by the connector.</param>
/// <param name="Value">The bookmark. Never a secret: it is shown to administrators.</param>
/// <remarks>
/// A connector reads every version it ever wrote; for one newer than it knows (after a roll back) it throws
/// <see cref="Errors.ConnectorException"/> of kind configuration, and the administrator resets the cursor.
/// </remarks>
public sealed record Cursor(int Version, string Value)
{
    /// <summary>Writes a place as JSON.</summary>
    /// <param name="version">Version of the place's form.</param>
    /// <param name="place">Where the read stands.</param>
    /// <param name="type">How the place is written.</param>
    public static Cursor Of<T>(int version, T place, JsonTypeInfo<T> type)
        where T : class => new(version, JsonSerializer.Serialize(place, type));

    /// <summary>Reads a place that was written as JSON.</summary>
    /// <param name="version">The version that the connector knows.</param>
    /// <param name="type">How the place is written.</param>
    /// <returns>The place; null where the bookmark is JSON's null.</returns>
    /// <exception cref="ConnectorException">Configuration, where it has another version or is no such JSON.</exception>
    public T? Read<T>(int version, JsonTypeInfo<T> type)
        where T : class
    {
        if (Version != version)
        {
            throw ConnectorException.Configuration($"The cursor has version {Version}, this connector knows version {version}. Install the newer connector again or reset the cursor.");
        }

        try
        {
            return JsonSerializer.Deserialize(Value, type);
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Configuration("The cursor cannot be read. Reset it.", fault);
        }
    }
}
