using System.Text.RegularExpressions;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Identity;

namespace Plutora.Integration.Hub.Runtime.Rules;

/// <summary>Checks a rule before it is stored and says everything that is wrong with it.</summary>
public static partial class RuleChecker
{
    private const int MostPatterns = 1_000;

    // Texts that have nothing in common but that tools could have written them.
    private static readonly string[] Probes = ["q", "Zx-81", "acme/w7", "7f3a9c", "one two, three."];
    private static readonly HashSet<string> Relations = [.. EntityTypes.Get("link").Field("relation")!.EnumValues.Where(v => v != "other")];

    /// <summary>Every fault as one sentence; empty when there is none.</summary>
    public static IReadOnlyList<string> Validate(LinkRule rule) =>
        IdPattern().IsMatch(rule.Id) ? Faults(rule) : [$"Rule id '{rule.Id}' must match [a-z][a-z0-9-]{{0,39}}: lower-case letters, digits and hyphens, a letter first.", .. Faults(rule)];

    /// <summary>The same for a rule whose id the hub made.</summary>
    internal static IReadOnlyList<string> Faults(LinkRule rule)
    {
        var faults = new List<string>();
        if (!Relations.Contains(rule.Relation))
        {
            faults.Add($"Rule '{rule.Id}': relation '{rule.Relation}' is none of the model: {string.Join(", ", Relations)}.");
        }

        if (rule.Confidence is not (>= 0 and <= 1))
        {
            faults.Add($"Rule '{rule.Id}': confidence must lie between 0 and 1.");
        }

        Side(rule, "from", rule.From, faults);
        Side(rule, "to", rule.To, faults);
        if (rule.From.Id is not null && rule.To.Id is not null)
        {
            faults.Add($"Rule '{rule.Id}': both sides are a single entity; give one of them what to match instead of 'id'.");
        }
        else if (faults.Count == 0)
        {
            Everything(rule, faults);
        }

        return faults;
    }

    private static void Side(LinkRule rule, string name, RuleSide side, List<string> faults)
    {
        void Fault(string what) => faults.Add($"Rule '{rule.Id}': {name}{what}.");
        if (!EntityTypes.TryGet(side.Entity, out var type) || type.Name == "link")
        {
            Fault($".entity '{side.Entity}' is no entity that can be linked: {string.Join(", ", EntityTypes.All.Select(e => e.Name).Where(n => n != "link"))}");
            return;
        }

        if (side.Id is { } id && (!EntityId.TryParse(id, out var one) || one.Entity != side.Entity))
        {
            Fault($".id '{id}' is no id of a {side.Entity}: expected <instance>/{side.Entity}/<key>");
        }

        if (side.Fields.Count == 0)
        {
            Fault(".fields is empty; leave it out to compare aliases");
        }

        foreach (var path in side.Fields.Concat(side.Where.Keys))
        {
            if (RuleFields.Fault(type, path) is { } fault)
            {
                Fault($": {fault}");
            }
        }

        if (side.Match.Count > MostPatterns || side.Match.Concat(side.Where.SelectMany(w => w.Value)).Any(m => m.Length is 0 or > 1_000))
        {
            Fault($".match and .where take up to {MostPatterns} patterns of 1 to 1000 characters");
        }

        if (side.Pattern is { } pattern && RuleRegex.Fault(pattern) is { } wrong)
        {
            Fault($".pattern '{pattern}' {wrong}");
        }
    }

    // Where both sides must give the same text, that text is a limit of its own; where one side is a single entity, nothing else is.
    private static void Everything(LinkRule rule, List<string> faults)
    {
        var many = rule.From.Id is null ? rule.From : rule.To;
        if (rule.From.Id is null && rule.To.Id is null)
        {
            if (new[] { rule.From, rule.To }.Any(s => s.Pattern is { } p && TakesLittle(p, rule.IgnoreCase)))
            {
                faults.Add($"Rule '{rule.Id}' matches everything: its pattern takes single characters out of any text. Take whole names or keys, such as (?<key>[A-Z]+-[0-9]+).");
            }

            return;
        }

        var free = many.Pattern is { } pattern ? Probes.All(RuleRegex.Compile(pattern, rule.IgnoreCase).IsMatch)
            : many.Match.Count == 0 || many.Match.Any(m => Probes.All(new TextPattern(m.Replace("**", "*", StringComparison.Ordinal).Replace("*", "**", StringComparison.Ordinal), rule.IgnoreCase).Matches));
        if (free && many.Instances.Count == 0 && many.Where.Count == 0)
        {
            faults.Add($"Rule '{rule.Id}' matches everything: each {many.Entity} would be linked with '{rule.From.Id ?? rule.To.Id}'. Narrow 'match' or 'pattern', or say 'instances' or 'where'.");
        }
    }

    private static bool TakesLittle(string pattern, bool ignoreCase)
    {
        var compiled = RuleRegex.Compile(pattern, ignoreCase);
        return Probes.All(p => compiled.Matches(p) is { Count: > 0 } found && found.All(m => m.Groups[RuleRegex.Key].Length <= 1));
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
