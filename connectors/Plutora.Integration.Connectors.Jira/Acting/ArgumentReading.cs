using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>Reads an action's arguments, which the hub has held against their schema.</summary>
internal static class ArgumentReading
{
    /// <exception cref="ConnectorException">Permanent, when they are not what the schema asks for.</exception>
    public static TArguments Read<TArguments>(this JsonElement arguments, JsonTypeInfo<TArguments> type)
        where TArguments : class
    {
        try
        {
            return arguments.Deserialize(type) ?? throw ConnectorException.Permanent("The arguments are null; an object is expected.");
        }
        catch (JsonException fault)
        {
            throw ConnectorException.Permanent($"The arguments are not what the action takes: {fault.Message}", fault);
        }
    }
}
