using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Storage;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>Writes an entity as the common data model has it: what the hub sets, then its body, aliases and merged fields.</summary>
internal static class EntityJson
{
    public const string AliasesField = "aliases";
    private const string VersionField = "entityVersion";

    /// <summary>What the contributions give, without what the hub sets: by it an entity is compared with what was published.</summary>
    public static FieldSet Body(MergedEntity merged) => merged.Aliases.Count == 0 ? merged.Fields : FieldSet.Join(Aliases(merged.Aliases), merged.Fields);

    /// <summary>The whole entity: what the hub sets before a body.</summary>
    public static FieldSet Write(EntityId id, long version, FieldSet body) => FieldSet.Join(
        new(JsonScratch.Write([], (id, version), static (writer, said) =>
        {
            writer.WriteStartObject();
            writer.WriteString("id", said.id.ToString());
            writer.WriteString("key", said.id.Key);
            writer.WriteString("instance", said.id.Instance);
            writer.WriteNumber(VersionField, said.version);
            writer.WriteEndObject();
        })),
        body);

    /// <summary>Whether an entity was published with this body, however its values were written then.</summary>
    public static bool HasBody(FieldSet published, FieldSet body)
    {
        var at = BodyOf(published);
        if (published.Count - at != body.Count)
        {
            return false;
        }

        for (var n = 0; n < body.Count; n++)
        {
            if (!FieldMember.Same(published[at + n], body[n]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The same entity under another <c>entityVersion</c>.</summary>
    public static FieldSet WithVersion(EntityId id, FieldSet entity, long version)
    {
        var body = new FieldMember[entity.Count - BodyOf(entity)];
        for (var n = 0; n < body.Length; n++)
        {
            body[n] = entity[entity.Count - body.Length + n];
        }

        return Write(id, version, FieldSet.Of(body));
    }

    /// <summary>Aliases of a published entity.</summary>
    public static IReadOnlyList<AliasStatement> Aliases(FieldSet? published)
    {
        if (published is null || !published.TryGetText(AliasesField, out var text))
        {
            return [];
        }

        // An array of objects of texts, as it is written below.
        var aliases = new List<AliasStatement>();
        var reader = new Utf8JsonReader(text.Span);
        var (alias, scope) = ("", "");
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    (alias, scope) = ("", "");
                    break;
                case JsonTokenType.PropertyName when reader.ValueTextEquals("alias"u8):
                    reader.Read();
                    alias = reader.GetString()!;
                    break;
                case JsonTokenType.PropertyName when reader.ValueTextEquals("scope"u8):
                    reader.Read();
                    scope = reader.GetString()!;
                    break;
                case JsonTokenType.EndObject:
                    aliases.Add(new(alias, scope));
                    break;
                default:
                    break;
            }
        }

        return aliases;
    }

    /// <summary>Where the body of a published entity begins: behind what the hub sets, of which the version comes last.</summary>
    public static int BodyOf(FieldSet published) => published.IndexOf(VersionField) + 1;

    private static FieldSet Aliases(IReadOnlyList<AliasStatement> aliases) => new(JsonScratch.Write([], aliases, static (writer, all) =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray(AliasesField);
        for (var n = 0; n < all.Count; n++)
        {
            writer.WriteStartObject();
            writer.WriteString("alias", all[n].Alias);
            if (all[n].Scope.Length > 0)
            {
                writer.WriteString("scope", all[n].Scope);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }));
}
