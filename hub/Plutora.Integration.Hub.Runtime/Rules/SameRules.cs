using System.Text.RegularExpressions;
using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Owning;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>The rules by which two tools' entities are the same thing: an alias that both give and that means the same everywhere. They are joined by a <c>same-as</c> link, never merged (rule 24 of state).</summary>
internal static partial class SameRules
{
    // Of an alias that very many entities give, the rule stops joining: it cannot be one thing.
    private const int MostJoined = 20;

    private static readonly (string Entity, Regex Alias, string Rule, double Confidence)[] All =
    [
        ("commit", Sha(), "equal-sha", 1),
        ("repository", CloneAddress(), "clone-address", 0.95),
        ("artifact", Digest(), "artifact-digest", 1),
        ("person", PersonKey(), "e-mail", 0.9),
    ];

    /// <summary>Links the holder of an alias with the others that hold it in other instances, or takes those links back.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="changed">The alias that was taken or given up.</param>
    /// <param name="holders">All that hold it or held it.</param>
    public static void Apply(OwnerBatch batch, AliasChanged changed, IReadOnlyList<AliasHolder> holders)
    {
        var holder = EntityId.Parse(changed.Holder);
        foreach (var rule in All)
        {
            if (rule.Entity != holder.Entity || !rule.Alias.IsMatch(changed.Alias))
            {
                continue;
            }

            foreach (var other in holders.Where(h => h.Until is null && h.Id != changed.Holder).Select(h => EntityId.Parse(h.Id)).Where(o => o.Entity == holder.Entity && o.Instance != holder.Instance).Take(MostJoined))
            {
                // Written from the lesser id to the greater, so that both sides state one link.
                var (from, to) = string.CompareOrdinal(changed.Holder, other.ToString()) < 0 ? (changed.Holder, other.ToString()) : (other.ToString(), changed.Holder);
                var link = RuleLinks.Id("same-as", from, to);
                var key = $"{RuleLinks.Instance}/{rule.Rule}/{changed.Alias}";
                batch.Send(changed.Taken
                    ? new Contribute(link.ToString(), key, RuleLinks.Contribution("same-as", from, to, rule.Rule, rule.Confidence, Evidence(rule.Rule, changed.Alias), key, changed.Change), changed.Change, null)
                    : new Withdraw(link.ToString(), key, changed.Change));
            }
        }
    }

    // A person's key is personal data's shadow and says nothing to a reader.
    private static string? Evidence(string rule, string alias) => rule == "e-mail" ? null : alias;

    [GeneratedRegex("^(?:[0-9a-f]{40}|[0-9a-f]{64})$", RegexOptions.CultureInvariant)]
    private static partial Regex Sha();

    [GeneratedRegex("^clone:", RegexOptions.CultureInvariant)]
    private static partial Regex CloneAddress();

    [GeneratedRegex("^sha256:[0-9a-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Digest();

    [GeneratedRegex("^hmac-[0-9a-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex PersonKey();
}
