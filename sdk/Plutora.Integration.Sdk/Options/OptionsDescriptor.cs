using System.Text.Json.Nodes;

namespace Plutora.Integration.Sdk.Options;

/// <summary>What the hub knows of a connector's options without loading their type.</summary>
/// <param name="Version">Version the connector writes today.</param>
/// <param name="Schema">JSON Schema (draft 2020-12) of the options; secrets are marked <c>"writeOnly": true</c> and <c>"x-secret": true</c>.</param>
/// <param name="Secrets">Paths of the secret options, <c>[]</c> for each element of a list, such as <c>accounts[].token</c>.</param>
public sealed record OptionsDescriptor(int Version, JsonObject Schema, IReadOnlyList<string> Secrets)
{
    /// <summary>A connector without options.</summary>
    public static OptionsDescriptor None { get; } = new(1, new JsonObject { ["type"] = "object", ["additionalProperties"] = false }, []);

    /// <summary>Describes the options of an annotated class.</summary>
    /// <typeparam name="TOptions">The class.</typeparam>
    /// <param name="version">Version the connector writes today.</param>
    public static OptionsDescriptor For<TOptions>(int version)
    {
        var schema = OptionsSchema.For(typeof(TOptions));
        return new(version, schema, [.. OptionsSchema.SecretPaths(schema)]);
    }
}
