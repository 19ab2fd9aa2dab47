using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>Shows what a rule would change on what is stored, and changes nothing.</summary>
/// <param name="log">The event log.</param>
/// <param name="book">The rules in force.</param>
public sealed class RulePreviewer(IEventLog log, RuleBook book)
{
    private const int MostSamples = 1_000;
    private readonly EntityWalk _entities = new(log);

    /// <summary>Compares the links that the rule would state with those that the stored rule of its id states.</summary>
    /// <param name="rule">A rule that is checked; null to remove the stored one.</param>
    /// <param name="id">Id of the rule.</param>
    /// <param name="samples">Links to show, up to 1,000.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<RulePreview> PreviewAsync(LinkRule? rule, string id, int samples, CancellationToken cancellationToken)
    {
        var before = book.Rules.Live(id);
        var after = rule is { Enabled: true } ? new CompiledRule(new(rule, 0, StoredRule.Api, default)) : null;
        var had = await RuleJoin.OfAsync(_entities, before, cancellationToken).ConfigureAwait(false);
        var has = await RuleJoin.OfAsync(_entities, after, cancellationToken).ConfigureAwait(false);
        var count = new Tally(before?.Rule.Relation, after?.Rule.Relation, Math.Clamp(samples, 0, MostSamples), book.LinksPerRule);
        foreach (var kind in new[] { before, after }.OfType<CompiledRule>().Select(r => r.From.Entity).Distinct(StringComparer.Ordinal))
        {
            await foreach (var (entity, state) in _entities.EntitiesAsync(kind, cancellationToken).ConfigureAwait(false))
            {
                count.Add(entity.ToString(), had.Targets(entity, state.Published), has.Targets(entity, state.Published));
            }
        }

        return count.Result(id, complete: had.Complete && has.Complete);
    }

    private sealed class Tally(string? relationBefore, string? relationAfter, int samples, int most)
    {
        private readonly List<RuleSample> _samples = [];
        private readonly Dictionary<string, int> _perTarget = new(StringComparer.Ordinal);
        private (string? Entity, int Links) _largest;
        private long _added, _removed, _kept, _looked;

        public void Add(string from, IReadOnlySet<string> had, IReadOnlySet<string> has)
        {
            _looked++;
            Largest(from, has.Count);
            foreach (var to in has)
            {
                Largest(to, _perTarget[to] = _perTarget.GetValueOrDefault(to) + 1);
                if (relationBefore == relationAfter && had.Contains(to))
                {
                    _kept++;
                }
                else
                {
                    _added++;
                    Sample(RuleSampleChange.Added, relationAfter!, from, to);
                }
            }

            foreach (var to in had.Where(to => relationBefore != relationAfter || !has.Contains(to)))
            {
                _removed++;
                Sample(RuleSampleChange.Removed, relationBefore!, from, to);
            }
        }

        public RulePreview Result(string id, bool complete) => new(
            id, _added, _removed, _kept, _looked, complete, _largest.Entity, _largest.Links, _samples,
            _largest.Links > most
                ? $"Rule '{id}' would give '{_largest.Entity}' {_largest.Links} links, and one entity may get {most} by one rule (limits.linksPerRule). Narrow its pattern, or say 'instances' or 'where'."
                : null);

        private void Largest(string entity, int links) => _largest = links > _largest.Links ? (entity, links) : _largest;

        private void Sample(RuleSampleChange change, string relation, string from, string to)
        {
            if (_samples.Count < samples)
            {
                _samples.Add(new(change, relation, from, to));
            }
        }
    }
}

/// <summary>What the entities of a rule's second side give, by key; bounded, so that a look costs no more memory than is allowed.</summary>
internal sealed class RuleJoin
{
    private const int MostEntries = 500_000;
    private static readonly HashSet<string> Nothing = [];
    private readonly CompiledRule? _rule;
    private readonly Dictionary<string, List<string>> _targets = new(StringComparer.Ordinal);
    private int _entries;

    private RuleJoin(CompiledRule? rule) => _rule = rule;

    /// <summary>Whether all of the second side was taken in.</summary>
    public bool Complete { get; private set; } = true;

    public static async Task<RuleJoin> OfAsync(EntityWalk entities, CompiledRule? rule, CancellationToken cancellationToken)
    {
        var join = new RuleJoin(rule);
        if (rule is null)
        {
            return join;
        }

        await foreach (var (id, state) in entities.EntitiesAsync(rule.To.Entity, cancellationToken).ConfigureAwait(false))
        {
            foreach (var key in rule.To.Keys(id, state.Published))
            {
                if (++join._entries > MostEntries)
                {
                    join.Complete = false;
                    return join;
                }

                (join._targets.TryGetValue(key, out var ids) ? ids : join._targets[key] = []).Add(id.ToString());
            }
        }

        return join;
    }

    /// <summary>Ids of the entities that one of the first side would be linked with.</summary>
    public IReadOnlySet<string> Targets(EntityId id, FieldSet? published)
    {
        var keys = _rule?.From.Keys(id, published) ?? [];
        if (keys.Count == 0)
        {
            return Nothing;
        }

        var found = keys.SelectMany(k => _targets.GetValueOrDefault(k) ?? []).ToHashSet(StringComparer.Ordinal);
        found.Remove(id.ToString());
        return found;
    }
}

/// <summary>What a rule would change. A link that another rule or a tool states too stays one link, and stays when this rule no longer states it.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Added">Links that it would state and does not now.</param>
/// <param name="Removed">Links that it states now and would not.</param>
/// <param name="Kept">Links that it states and would go on to.</param>
/// <param name="Looked">Entities of the first side that were looked at.</param>
/// <param name="Complete">False when there was more than a look takes in: the numbers are then too low.</param>
/// <param name="Largest">The entity with most links.</param>
/// <param name="LargestLinks">How many it would have.</param>
/// <param name="Samples">Some of the links that would change.</param>
/// <param name="Refusal">Why the rule would be refused; null when it would not.</param>
public sealed record RulePreview(
    string Rule, long Added, long Removed, long Kept, long Looked, bool Complete, string? Largest, int LargestLinks, IReadOnlyList<RuleSample> Samples, string? Refusal);

/// <summary>A link that a rule would change.</summary>
/// <param name="Change">Whether it would be added or removed.</param>
/// <param name="Relation">Its relation.</param>
/// <param name="From">Id of the first end.</param>
/// <param name="To">Id of the second end.</param>
public sealed record RuleSample(RuleSampleChange Change, string Relation, string From, string To);

/// <summary>What would become of a link.</summary>
public enum RuleSampleChange
{
    /// <summary>It would be stated.</summary>
    Added,

    /// <summary>It would be withdrawn.</summary>
    Removed,
}
