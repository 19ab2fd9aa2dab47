using Plutora.Integration.Hub.Runtime.Rules;

namespace Plutora.Integration.Hub.Runtime.Catalog;

/// <summary>Checks a catalog as a whole: ids that come twice, references to nothing, cycles, bindings that match everything.</summary>
internal static class CatalogCheck
{
    private const int MostEntries = 20_000;
    private static readonly HashSet<string> PartOf = ["parent", "portfolio", "product", "application"];

    /// <summary>What is wrong between entries.</summary>
    public static IEnumerable<CatalogFault> Faults(string instance, IReadOnlyList<CatalogEntry> entries)
    {
        if (entries.Count > MostEntries)
        {
            return [new(entries[MostEntries].Place, $"The catalog declares {entries.Count} entries; one takes {MostEntries}. Make a second instance for the others.")];
        }

        var byId = new Dictionary<(string, string), CatalogEntry>();
        var faults = new List<CatalogFault>();
        foreach (var entry in entries)
        {
            if (!byId.TryAdd((entry.Kind.Entity, entry.Id), entry))
            {
                faults.Add(new(entry.Place, $"{entry} is declared twice; the first stands at {byId[(entry.Kind.Entity, entry.Id)].Place}. Give one of them another id."));
            }
        }

        faults.AddRange(
            from entry in entries
            from named in entry.References
            where !byId.ContainsKey((named.Kind.Entity, named.Id))
            select new CatalogFault(named.Place, $"There is no {named.Kind.Entity} '{named.Id}', which {entry} names in '{named.Field}'. Declare it below '{named.Kind.List}'.{Near(named, entries)}"));
        faults.AddRange(
            from entry in entries
            from bound in CatalogBindings.Rules(instance, entry)
            from fault in RuleChecker.Faults(bound.Rule)
            select new CatalogFault(bound.Place, fault));
        return faults.Concat(Cycles(byId));
    }

    private static string Near(CatalogReference named, IReadOnlyList<CatalogEntry> entries) =>
        entries.FirstOrDefault(e => e.Kind == named.Kind && string.Equals(e.Id, named.Id, StringComparison.OrdinalIgnoreCase)) is { } near ? $" Did you mean '{near.Id}'?"
        : entries.FirstOrDefault(e => e.Id == named.Id) is { } other ? $" {other} has that id."
        : "";

    // Value streams and environments cut across; the rest is a tree of parts, whichever end says so.
    private static List<CatalogFault> Cycles(Dictionary<(string Kind, string Id), CatalogEntry> entries)
    {
        var wholes = entries.Values.ToDictionary(e => e, _ => new List<(CatalogEntry Whole, CatalogPlace Place)>());
        foreach (var entry in entries.Values)
        {
            foreach (var named in entry.References)
            {
                if (entries.TryGetValue((named.Kind.Entity, named.Id), out var other))
                {
                    if (PartOf.Contains(named.Field) && entry.Kind.Entity is not ("value-stream" or "environment") || named.Field == "parent")
                    {
                        wholes[entry].Add((other, named.Place));
                    }
                    else if (entry.Kind.Entity == "application" && named.Field == "services")
                    {
                        wholes[other].Add((entry, named.Place));
                    }
                }
            }
        }

        var faults = new List<CatalogFault>();
        var done = new HashSet<CatalogEntry>();
        foreach (var start in wholes.Keys)
        {
            Walk(start, wholes, done, faults);
        }

        return faults;
    }

    // Without recursion: who writes a catalog decides how deep it is.
    private static void Walk(CatalogEntry start, Dictionary<CatalogEntry, List<(CatalogEntry Whole, CatalogPlace Place)>> wholes, HashSet<CatalogEntry> done, List<CatalogFault> faults)
    {
        var way = new List<CatalogEntry>();
        var onWay = new HashSet<CatalogEntry>();
        var next = new Stack<(CatalogEntry Entry, int Place)>();
        next.Push((start, 0));
        while (next.TryPop(out var step))
        {
            var (entry, place) = step;
            if (place == 0)
            {
                if (!done.Add(entry))
                {
                    continue;
                }

                way.Add(entry);
                onWay.Add(entry);
            }

            if (place == wholes[entry].Count)
            {
                way.RemoveAt(way.Count - 1);
                onWay.Remove(entry);
                continue;
            }

            next.Push((entry, place + 1));
            var (whole, at) = wholes[entry][place];
            if (onWay.Contains(whole))
            {
                var cycle = way.SkipWhile(e => e != whole).Append(whole);
                faults.Add(new(at, $"The catalog goes in a circle: {string.Join(" is part of ", cycle)}. Take one of these out."));
            }
            else
            {
                next.Push((whole, 0));
            }
        }
    }
}
