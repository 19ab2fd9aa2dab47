using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Plutora.Integration.Mapping.Documents;
using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Compilation;

/// <summary>
/// The identity of what a document does: SHA-256 over its effective content, the overlay applied, as JSON with names in order. Comments, layout,
/// the order of names, and tests do not change it, since none of them changes an entity.
/// </summary>
internal static class Fingerprint
{
    public static string Of(MappingDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            Write(writer, "source", document.Source);
            Write(writer, "when", document.When);
            WriteRule(writer, document.Entity);
            if (document.Outputs.Count > 0)
            {
                WriteList(writer, "outputs", document.Outputs, WriteRule);
            }

            if (document.Functions.Count > 0)
            {
                // In the order written: a function sees those before it.
                WriteList(writer, "functions", document.Functions, static (writer, function) => Write(writer, function.Name.Value, function.Body));
            }

            WriteTables(writer, document.Tables);
            WriteList(writer, "links", document.Links, WriteLink);
            WriteList(writer, "mentions", document.Mentions, WriteRule);
            writer.WriteEndObject();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void WriteRule(Utf8JsonWriter writer, EntityRule rule)
    {
        Write(writer, "target", rule.Target);
        Write(writer, "each", rule.Each);
        Write(writer, "when", rule.When);
        Write(writer, "key", rule.Key);
        Write(writer, "deleted", rule.Deleted);
        WriteList(writer, "aliases", rule.Aliases, static (writer, alias) =>
        {
            Write(writer, "alias", alias.Alias);
            Write(writer, "scope", alias.Scope);
        });
        if (rule.Set is { } set)
        {
            writer.WritePropertyName("set");
            WriteSet(writer, set);
        }
    }

    private static void WriteLink(Utf8JsonWriter writer, LinkRule link)
    {
        Write(writer, "relation", link.Relation);
        Write(writer, "when", link.When);
        Write(writer, "from", link.From);
        Write(writer, "to", link.To);
    }

    private static void WriteTables(Utf8JsonWriter writer, IReadOnlyList<ValueTable> tables)
    {
        writer.WriteStartObject("tables");
        foreach (var table in tables.OrderBy(table => table.Name.Value, StringComparer.Ordinal))
        {
            writer.WriteStartObject(table.Name.Value);
            foreach (var (value, target) in table.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                writer.WriteString(value, target.Value);
            }

            writer.WriteString(ValueTable.DefaultMember, table.Fallback);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteSet(Utf8JsonWriter writer, YamlMap set)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in set.Members.OrderBy(member => member.Name.Value, StringComparer.Ordinal))
        {
            if (value is YamlMap map)
            {
                writer.WritePropertyName(name.Value);
                WriteSet(writer, map);
            }
            else
            {
                Write(writer, name.Value, value as YamlScalar);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, YamlScalar? scalar)
    {
        if (scalar is not null)
        {
            writer.WriteString(name, scalar.Value.Trim());
        }
    }
}
