using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Plutora.Integration.Hub.Runtime.Merging;
using Plutora.Integration.Hub.Runtime.Telemetry;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>A rule that is ready to run.</summary>
internal sealed class CompiledRule
{
    public CompiledRule(StoredRule stored)
    {
        Stored = stored;
        // Where one side is a single entity, all that match the other side meet it under one key.
        var bound = stored.Rule.From.Id is not null || stored.Rule.To.Id is not null;
        From = new(stored.Rule, stored.Rule.From, bound);
        To = new(stored.Rule, stored.Rule.To, bound);
    }

    public StoredRule Stored { get; }

    public LinkRule Rule => Stored.Rule;

    public int Revision => Stored.Revision;

    public CompiledSide From { get; }

    public CompiledSide To { get; }

    public CompiledSide Side(bool from) => from ? From : To;
}

/// <summary>One side of a rule: which keys an entity gives.</summary>
internal sealed class CompiledSide
{
    /// <summary>Keys that one entity gives at most; what it says beyond is not looked at.</summary>
    public const int MostKeys = 100;

    // Longer ones are kept by their hash, so that the index stays small.
    private const int LongestKey = 200;
    private readonly LinkRule _rule;
    private readonly RuleSide _side;
    private readonly bool _bound;
    private readonly FrozenSet<string> _instances;
    private readonly IReadOnlyList<TextPattern> _match;
    private readonly IReadOnlyList<(string Field, TextPattern Pattern)> _where;
    private readonly Regex? _pattern;

    public CompiledSide(LinkRule rule, RuleSide side, bool bound)
    {
        (_rule, _side, _bound) = (rule, side, bound);
        _instances = side.Instances.ToFrozenSet(StringComparer.Ordinal);
        _match = [.. side.Match.Select(m => new TextPattern(m, rule.IgnoreCase))];
        _where = [.. side.Where.SelectMany(w => w.Value.Select(v => (w.Key, new TextPattern(v, rule.IgnoreCase))))];
        _pattern = side.Pattern is { } pattern ? RuleRegex.Compile(pattern, rule.IgnoreCase) : null;
    }

    public string Entity => _side.Entity;

    /// <summary>Id of the one entity that this side is; null when it is many.</summary>
    public string? Id => _side.Id;

    /// <summary>The keys that an entity gives as it is published; none when it is not meant.</summary>
    public IReadOnlyList<string> Keys(EntityId id, FieldSet? published)
    {
        if (published is not { } entity || id.Entity != _side.Entity || (_instances.Count > 0 && !_instances.Contains(id.Instance)))
        {
            return [];
        }

        if (_side.Id is { } one)
        {
            return one == id.ToString() ? [""] : [];
        }

        try
        {
            return _where.All(w => RuleFields.Texts(entity, w.Field, null).Any(w.Pattern.Matches)) ? Found(entity) : [];
        }
        catch (RegexMatchTimeoutException)
        {
            // What cannot be judged in time gives nothing; the metric tells of it.
            HubMetrics.RuleTimedOut(_rule.Id);
            return [];
        }
    }

    // Most entities give one key or none.
    private List<string> Found(FieldSet entity)
    {
        var keys = new List<string>();
        foreach (var text in _side.Fields.SelectMany(f => RuleFields.Texts(entity, f, _side.Scope)))
        {
            if (_match.Count > 0 && !_match.Any(m => m.Matches(text)))
            {
                continue;
            }

            foreach (var found in Taken(text))
            {
                if ((_bound ? "" : Normal(found)) is var key && !keys.Contains(key))
                {
                    keys.Add(key);
                }

                if (_bound || keys.Count == MostKeys)
                {
                    return keys;
                }
            }
        }

        return keys;
    }

    private IEnumerable<string> Taken(string text)
    {
        if (_pattern is null)
        {
            return text.Length > 0 ? [text] : [];
        }

        return _pattern.Matches(text).SelectMany(m => m.Groups[RuleRegex.Key].Captures.Select(c => c.Value)).Where(k => k.Length > 0);
    }

    private string Normal(string key)
    {
        var plain = (_rule.IgnoreCase ? key.ToLowerInvariant() : key).Replace('\0', ' ');
        return plain.Length <= LongestKey ? plain : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain)));
    }
}
