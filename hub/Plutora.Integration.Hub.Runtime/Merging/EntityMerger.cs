using System.Text.Json;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>Computes an entity from its contributions alone, never from their order of arrival (rule 4 of state).</summary>
public static class EntityMerger
{
    private const string Rules = "rules";

    /// <summary>Per field, the newest version that says it; a null that wins clears the field. Of the rules that state a link, all stand (rule 23).</summary>
    public static MergedEntity Merge(IEnumerable<Contribution> contributions, bool link = false)
    {
        var fields = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        var decided = new HashSet<string>(StringComparer.Ordinal);
        var aliases = new SortedSet<AliasStatement>(AliasOrder.Instance);
        var rules = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var contribution in contributions.Where(c => !c.Gone).Order(Precedence.Instance))
        {
            foreach (var (name, value) in contribution.Fields)
            {
                if (link && name == Rules)
                {
                    foreach (var rule in value.EnumerateArray())
                    {
                        rules.TryAdd(rule.GetRawText(), rule);
                    }
                }
                else if (decided.Add(name) && value.ValueKind != JsonValueKind.Null)
                {
                    fields[name] = value;
                }
            }

            aliases.UnionWith(contribution.Aliases);
        }

        if (rules.Count > 0)
        {
            fields[Rules] = JsonElement.Parse($"[{string.Join(',', rules.Keys)}]");
        }

        return new(fields, [.. aliases]);
    }

    private sealed class AliasOrder : IComparer<AliasStatement>
    {
        public static AliasOrder Instance { get; } = new();

        public int Compare(AliasStatement? x, AliasStatement? y)
        {
            var scope = string.CompareOrdinal(x!.Scope, y!.Scope);
            return scope != 0 ? scope : string.CompareOrdinal(x.Alias, y.Alias);
        }
    }
}

/// <summary>An entity as its contributions give it.</summary>
/// <param name="Fields">Fields in ordinal order, so that equal entities have equal bytes.</param>
/// <param name="Aliases">All aliases that a contribution gives.</param>
public sealed record MergedEntity(IReadOnlyDictionary<string, JsonElement> Fields, IReadOnlyList<AliasStatement> Aliases);
