namespace Acme.DeliveryMetrics;

/// <summary>
/// Deployment frequency and change lead time of an application in a period, as DORA defines them (https://dora.dev/guides/dora-metrics/): how often it is deployed to production, and how long a change takes from
/// being committed to being deployed there.
/// </summary>
/// <param name="Application">Id of the application.</param>
/// <param name="Name">Its name.</param>
/// <param name="Deployments">Successful deployments to production.</param>
/// <param name="DeploymentsPerDay">The same, a day of the period.</param>
/// <param name="Changes">Commits that these deployments brought to production for the first time.</param>
/// <param name="MedianLeadTimeHours">Median of the hours from commit to deployment; null without changes.</param>
internal sealed record ApplicationFigures(string Application, string Name, int Deployments, double DeploymentsPerDay, int Changes, double? MedianLeadTimeHours);

/// <summary>Makes figures of facts. They are a function of the facts alone: the order in which events came does not matter, and whoever reads all of them anew gets the same.</summary>
internal static class Figures
{
    public static IReadOnlyList<ApplicationFigures> Of(Facts facts, DateTimeOffset from, DateTimeOffset until)
    {
        var things = new SameThings(facts.Same);
        var wholes = facts.Parts.ToLookup(p => things.Of(p.Part), p => p.Whole);
        var production = facts.Production.Select(things.Of).ToHashSet();
        var delivered = facts.Deployments.Where(d => d.ToProduction || (d.Environment is { } e && production.Contains(things.Of(e))))
            .SelectMany(d => Applications(d, facts, wholes, things).Select(a => (Application: a, Deployment: d))).ToLookup(d => d.Application, d => d.Deployment);
        return [.. facts.Applications.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => Of(a.Key, a.Value, delivered[a.Key], facts, things, from, until))];
    }

    private static ApplicationFigures Of(string id, string name, IEnumerable<DeployedFact> deployments, Facts facts, SameThings things, DateTimeOffset from, DateTimeOffset until)
    {
        var count = 0;
        var hours = new List<double>();
        var delivered = new HashSet<string>(StringComparer.Ordinal);
        var begun = new HashSet<string>(StringComparer.Ordinal);
        foreach (var deployment in deployments.OrderBy(d => d.Finished).ThenBy(d => d.Id, StringComparer.Ordinal))
        {
            // The first deployment of a repository brings all of its past, most of which was delivered by means that nobody told us of: what it names alone is a change of it.
            var brought = NotYet(delivered, deployment.Commits, facts.Parents);
            var changes = begun.Add(deployment.Repository is { } r ? things.Of(r) : "") ? brought.Intersect(deployment.Commits) : brought;
            if (deployment.Finished >= from && deployment.Finished < until)
            {
                count++;
                hours.AddRange(changes.Where(facts.Committed.ContainsKey).Select(c => (deployment.Finished - facts.Committed[c]).TotalHours));
            }
        }

        return new(id, name, count, count / (until - from).TotalDays, hours.Count, Median(hours));
    }

    // The commits of a deployment and all that they build on, but for what is in production already. They are in production from here on.
    private static List<string> NotYet(HashSet<string> delivered, IEnumerable<string> commits, ILookup<string, string> parents)
    {
        var brought = new List<string>();
        var open = new Stack<string>(commits);
        while (open.TryPop(out var commit))
        {
            if (!delivered.Add(commit)) continue;
            brought.Add(commit);
            foreach (var parent in parents[commit]) open.Push(parent);
        }

        return brought;
    }

    // What the deployment says itself; else what its service, else what its repository belongs to.
    private static IEnumerable<string> Applications(DeployedFact deployment, Facts facts, ILookup<string, string> wholes, SameThings things)
    {
        foreach (var named in new[] { deployment.Application, deployment.Service, deployment.Repository }.OfType<string>())
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>([named]);
            while (open.TryPop(out var thing))
            {
                if (!seen.Add(things.Of(thing))) continue;
                if (facts.Applications.ContainsKey(thing)) found.Add(thing);
                else foreach (var whole in wholes[things.Of(thing)]) open.Push(whole);
            }

            if (found.Count > 0) return found;
        }

        return [];
    }

    private static double? Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? null : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
