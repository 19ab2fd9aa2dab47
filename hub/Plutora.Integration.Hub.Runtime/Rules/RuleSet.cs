using System.Collections.Frozen;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>The rules in force at one moment, ready to run.</summary>
internal sealed class RuleSet
{
    private readonly FrozenDictionary<string, CompiledRule> _live;
    private readonly FrozenDictionary<string, IReadOnlyList<(CompiledRule Rule, bool From)>> _byEntity;

    public RuleSet(int generation, IReadOnlyCollection<StoredRule> stored, RuleSet? before)
    {
        Generation = generation;
        Stored = stored.ToFrozenDictionary(s => s.Rule.Id, StringComparer.Ordinal);
        _live = stored.Where(s => s.Rule.Enabled).ToFrozenDictionary(s => s.Rule.Id, s => before?.Live(s.Rule.Id, s.Revision) ?? new CompiledRule(s), StringComparer.Ordinal);
        _byEntity = _live.Values
            .SelectMany(r => new[] { (Entity: r.From.Entity, Rule: r, From: true), (Entity: r.To.Entity, Rule: r, From: false) })
            .GroupBy(s => s.Entity, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => (IReadOnlyList<(CompiledRule, bool)>)[.. g.Select(s => (s.Rule, s.From))], StringComparer.Ordinal);
    }

    public static RuleSet Empty { get; } = new(0, [], null);

    /// <summary>Number of the change that made it what it is.</summary>
    public int Generation { get; }

    /// <summary>All rules by id, those that are turned off too.</summary>
    public FrozenDictionary<string, StoredRule> Stored { get; }

    /// <summary>A rule in force by its id, or null.</summary>
    public CompiledRule? Live(string id) => _live.GetValueOrDefault(id);

    /// <summary>The same, if that revision of it is the one in force.</summary>
    public CompiledRule? Live(string id, int revision) => _live.TryGetValue(id, out var rule) && rule.Revision == revision ? rule : null;

    /// <summary>The sides of rules that a kind of entity may stand on.</summary>
    public IReadOnlyList<(CompiledRule Rule, bool From)> Of(string entity) => _byEntity.GetValueOrDefault(entity) ?? [];
}
