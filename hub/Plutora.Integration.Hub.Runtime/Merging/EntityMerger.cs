using System.Text.Json;

namespace Plutora.Integration.Hub.Runtime.Merging;

/// <summary>Computes an entity from its contributions alone, never from their order of arrival (rule 4 of state).</summary>
public static class EntityMerger
{
    private const string Rules = "rules";

    /// <summary>Per field, the newest version that says it; a null that wins clears the field. Of the rules that state a link, all stand (rule 23).</summary>
    public static MergedEntity Merge(IEnumerable<Contribution> contributions, bool link = false)
    {
        var said = new List<Contribution>();
        foreach (var contribution in contributions)
        {
            if (!contribution.Gone)
            {
                said.Add(contribution);
            }
        }

        said.Sort(Precedence.Instance);
        return new(Fields(said, link), Ordered(said));
    }

    // Most entities are told by one record, whose fields are in order already.
    private static FieldSet Fields(List<Contribution> said, bool link)
    {
        if (said is [var only] && only.Fields.OrderedWithoutNulls() is { } fields)
        {
            return fields;
        }

        var members = new List<FieldMember>(said.Sum(c => c.Fields.Count));
        foreach (var contribution in said)
        {
            for (var n = 0; n < contribution.Fields.Count; n++)
            {
                members.Add(contribution.Fields[n]);
            }
        }

        if (link && said.Count > 1)
        {
            AllRules(members);
        }

        // By name, of those of one name the first: the one whose word counts most.
        return FieldSet.Of([.. members.OrderBy(m => m.Name, StringComparer.Ordinal).DistinctBy(m => m.Name, StringComparer.Ordinal).Where(m => !m.IsNull)]);
    }

    private static void AllRules(List<FieldMember> members)
    {
        var rules = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var member in members.Where(m => m.Name == Rules && !m.IsNull))
        {
            rules.UnionWith(JsonElement.Parse(member.Value.Span).EnumerateArray().Select(rule => rule.GetRawText()));
        }

        members.RemoveAll(m => m.Name == Rules);
        if (rules.Count > 0)
        {
            members.Add(FieldMember.Of(Rules, rules, static (writer, all) => writer.WriteRawValue($"[{string.Join(',', all)}]", skipInputValidation: true)));
        }
    }

    private static AliasStatement[] Ordered(List<Contribution> said)
    {
        AliasStatement[] aliases = said is [var only] ? [.. only.Aliases] : [.. said.SelectMany(c => c.Aliases)];
        Array.Sort(aliases, AliasOrder.Instance);
        for (var n = 1; n < aliases.Length; n++)
        {
            if (aliases[n - 1] == aliases[n])
            {
                return [.. aliases.Distinct()];
            }
        }

        return aliases;
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
/// <param name="Aliases">All aliases that a contribution gives, each once, in order.</param>
public sealed record MergedEntity(FieldSet Fields, IReadOnlyList<AliasStatement> Aliases);
