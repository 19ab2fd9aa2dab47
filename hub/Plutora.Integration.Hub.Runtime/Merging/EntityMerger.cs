using System.Text.Json;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>Computes an entity from its contributions alone, never from their order of arrival (rule 4 of state).</summary>
public static class EntityMerger
{
    /// <summary>Per field, the newest version that says it; a null that wins clears the field.</summary>
    public static MergedEntity Merge(IEnumerable<Contribution> contributions)
    {
        var fields = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        var decided = new HashSet<string>(StringComparer.Ordinal);
        var aliases = new SortedSet<AliasStatement>(AliasOrder.Instance);
        foreach (var contribution in contributions.Order(Precedence.Instance))
        {
            foreach (var (name, value) in contribution.Fields)
            {
                if (decided.Add(name) && value.ValueKind != JsonValueKind.Null)
                {
                    fields[name] = value;
                }
            }

            aliases.UnionWith(contribution.Aliases);
        }

        return new(fields, [.. aliases]);
    }

    private sealed class Precedence : IComparer<Contribution>
    {
        public static Precedence Instance { get; } = new();

        // First the contribution whose word counts most.
        public int Compare(Contribution? x, Contribution? y)
        {
            if (x!.Mention != y!.Mention)
            {
                return x.Mention ? 1 : -1;
            }

            // A total order: records that the tool's clock stamps come before those that nothing orders, since the two clocks
            // cannot be compared (rule 19). All contributions to an entity come from its own instance, so from one tool.
            var (a, b) = (x.Stamp, y.Stamp);
            var newer = Nullable.Compare(b.Instant, a.Instant);
            if (newer != 0)
            {
                return newer;
            }

            if (x.StreamOrder != y.StreamOrder)
            {
                return x.StreamOrder.CompareTo(y.StreamOrder);
            }

            var ordered = b.OrderedAt.CompareTo(a.OrderedAt);
            return ordered != 0 ? ordered : string.CompareOrdinal(x.Stream + '/' + x.RawKey, y.Stream + '/' + y.RawKey);
        }
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
