using System.Buffers;
using System.Text.Json;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>Writes an entity as the common data model has it: what the hub sets, then the merged fields.</summary>
internal static class EntityJson
{
    public static byte[] Write(EntityId id, long version, MergedEntity merged)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (!id.IsDefault)
            {
                writer.WriteString("id", id.ToString());
                writer.WriteString("key", id.Key);
                writer.WriteString("instance", id.Instance);
                writer.WriteNumber("entityVersion", version);
            }

            Aliases(writer, merged.Aliases);
            foreach (var (name, value) in merged.Fields)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The same entity under another <c>entityVersion</c>.</summary>
    public static byte[] WithVersion(JsonElement entity, long version)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in entity.EnumerateObject())
            {
                if (member.NameEquals("entityVersion"))
                {
                    writer.WriteNumber("entityVersion", version);
                }
                else
                {
                    member.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Aliases of a published entity.</summary>
    public static IReadOnlyList<AliasStatement> Aliases(JsonElement? published) =>
        published is { } entity && entity.TryGetProperty("aliases", out var aliases)
            ? [.. aliases.EnumerateArray().Select(a => new AliasStatement(a.GetProperty("alias").GetString()!, a.TryGetProperty("scope", out var scope) ? scope.GetString()! : ""))]
            : [];

    private static void Aliases(Utf8JsonWriter writer, IReadOnlyList<AliasStatement> aliases)
    {
        if (aliases.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("aliases");
        foreach (var alias in aliases)
        {
            writer.WriteStartObject();
            writer.WriteString("alias", alias.Alias);
            if (alias.Scope.Length > 0)
            {
                writer.WriteString("scope", alias.Scope);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
