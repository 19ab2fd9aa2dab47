using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>Writes an entity as the common data model has it: what the hub sets, then the merged fields.</summary>
internal static class EntityJson
{
    /// <summary>What the contributions give, without what the hub sets: by it an entity is compared with what was published.</summary>
    public static byte[] Body(MergedEntity merged) => JsonScratch.Write([], merged, static (writer, said) =>
    {
        writer.WriteStartObject();
        Aliases(writer, said.Aliases);
        foreach (var (name, value) in said.Fields)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    /// <summary>The whole entity: what the hub sets before a body.</summary>
    public static byte[] Write(EntityId id, long version, ReadOnlySpan<byte> body)
    {
        var head = JsonScratch.Write([], (id, version), static (writer, said) =>
        {
            writer.WriteStartObject();
            writer.WriteString("id", said.id.ToString());
            writer.WriteString("key", said.id.Key);
            writer.WriteString("instance", said.id.Instance);
            writer.WriteNumber("entityVersion", said.version);
            writer.WriteEndObject();
        });

        // Both are objects: the head's brace gives way to the body's members.
        var rest = body[1..];
        var comma = rest.Length > 1 ? 1 : 0;
        var whole = new byte[head.Length - 1 + comma + rest.Length];
        head.AsSpan(0, head.Length - 1).CopyTo(whole);
        whole[head.Length - 1] = (byte)',';
        rest.CopyTo(whole.AsSpan(head.Length - 1 + comma));
        return whole;
    }

    /// <summary>The same entity under another <c>entityVersion</c>.</summary>
    public static byte[] WithVersion(JsonElement entity, long version) => JsonScratch.Write([], (entity, version), static (writer, said) =>
    {
        writer.WriteStartObject();
        foreach (var member in said.entity.EnumerateObject())
        {
            if (member.NameEquals("entityVersion"))
            {
                writer.WriteNumber("entityVersion", said.version);
            }
            else
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    });

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
