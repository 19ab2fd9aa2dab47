using Plutora.Integration.Mapping.Yaml;

namespace Plutora.Integration.Mapping.Documents;

/// <summary>A document as single members with their texts, so that two can be compared.</summary>
internal static class DocumentFlat
{
    public static Dictionary<string, string> Of(MappingDocument? document)
    {
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        if (document is null)
        {
            return flat;
        }

        Put(flat, "source", document.Source);
        Put(flat, "when", document.When);
        Put(flat, "", document.Entity);
        foreach (var function in document.Functions)
        {
            Put(flat, $"functions.{function.Name.Value}", function.Body);
        }

        foreach (var table in document.Tables)
        {
            foreach (var (value, target) in table.Entries)
            {
                Put(flat, $"tables.{table.Name.Value}.{value}", target);
            }

            Put(flat, $"tables.{table.Name.Value}.{ValueTable.DefaultMember}", table.Default);
        }

        Each(document.Outputs, (output, index) => Put(flat, $"outputs[{index}].", output));
        Each(document.Mentions, (mention, index) => Put(flat, $"mentions[{index}].", mention));
        Each(document.Links, (link, index) =>
        {
            Put(flat, $"links[{index}].relation", link.Relation);
            Put(flat, $"links[{index}].when", link.When);
            Put(flat, $"links[{index}].from", link.From);
            Put(flat, $"links[{index}].to", link.To);
        });
        return flat;
    }

    private static void Put(Dictionary<string, string> flat, string prefix, EntityRule rule)
    {
        Put(flat, prefix + "target", rule.Target);
        Put(flat, prefix + "each", rule.Each);
        Put(flat, prefix + "when", rule.When);
        Put(flat, prefix + "key", rule.Key);
        Put(flat, prefix + "deleted", rule.Deleted);
        Each(rule.Aliases, (alias, index) =>
        {
            Put(flat, $"{prefix}aliases[{index}].alias", alias.Alias);
            Put(flat, $"{prefix}aliases[{index}].scope", alias.Scope);
        });
        PutSet(flat, prefix + "set", rule.Set);
    }

    private static void PutSet(Dictionary<string, string> flat, string prefix, YamlMap? set)
    {
        foreach (var (name, value) in set?.Members ?? [])
        {
            if (value is YamlMap map)
            {
                PutSet(flat, $"{prefix}.{name.Value}", map);
            }
            else
            {
                Put(flat, $"{prefix}.{name.Value}", value as YamlScalar);
            }
        }
    }

    private static void Put(Dictionary<string, string> flat, string member, YamlScalar? scalar)
    {
        if (scalar is not null)
        {
            flat[member] = scalar.Value.Trim();
        }
    }

    private static void Each<T>(IReadOnlyList<T> items, Action<T, int> put)
    {
        for (var index = 0; index < items.Count; index++)
        {
            put(items[index], index);
        }
    }
}
