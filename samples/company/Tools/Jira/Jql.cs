using System.Globalization;
using System.Text.RegularExpressions;
using Acme.Company.World;

namespace Acme.Company.Tools.Jira;

/// <summary>What a search asks for. Of Jira's language the conditions on projects, times and the creator are known; whatever else is refused as Jira refuses what it cannot parse.</summary>
/// <param name="Projects">Projects by their teams' numbers; null for all.</param>
/// <param name="Updated">Lower bound of the last change.</param>
/// <param name="Created">Lower bound of the creation.</param>
/// <param name="Own">Whether only what the account created is asked for.</param>
/// <param name="ByCreation">Whether the newest is the one created last.</param>
internal sealed partial record Jql(IReadOnlySet<long>? Projects, DateTimeOffset? Updated, DateTimeOffset? Created, bool Own, bool ByCreation)
{
    /// <exception cref="FormatException">It cannot be read, with the words that Jira has for it.</exception>
    public static Jql Read(string text, CompanyWorld world)
    {
        var (where, order) = text.IndexOf("ORDER BY", StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? (text[..at], text[(at + 8)..].Trim()) : (text, "created DESC");
        if (!order.StartsWith("updated DESC", StringComparison.OrdinalIgnoreCase) && !order.StartsWith("created DESC", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"Not able to sort using field '{order}'.");
        }

        var jql = new Jql(null, null, null, false, order.StartsWith("created", StringComparison.OrdinalIgnoreCase));
        var conditions = where.Split(" AND ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return conditions.Length == 0 ? throw new FormatException("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.") : conditions.Aggregate(jql, (all, one) => all.And(one, world));
    }

    private Jql And(string condition, CompanyWorld world)
    {
        if (Condition().Match(condition) is { Success: true } match)
        {
            var (field, operation, value) = (match.Groups[1].Value.ToLowerInvariant(), match.Groups[2].Value.ToLowerInvariant(), match.Groups[3].Value);
            return (field, operation) switch
            {
                ("project", "=") or ("project", "in") => this with { Projects = value.Trim('(', ')').Split(',').Select(p => ProjectOf(p.Trim(' ', '"'), world)).ToHashSet() },
                ("updated", ">=") => this with { Updated = At(value, world) },
                ("created", ">=") => this with { Created = At(value, world) },
                ("creator", "=") when value == "currentUser()" => this with { Own = true },
                _ => throw Unknown(condition),
            };
        }

        throw Unknown(condition);
    }

    private static FormatException Unknown(string condition) => new($"Error in the JQL Query: '{condition}' cannot be parsed.");

    private static long ProjectOf(string named, CompanyWorld world) =>
        world.All<Team>().FirstOrDefault(t => t.Key == named || Ids.Project(t.Id) == named)?.Id ?? throw new FormatException($"The value '{named}' does not exist for the field 'project'.");

    // Minutes in the time zone of the account, or days back from now.
    private static DateTimeOffset At(string value, CompanyWorld world)
    {
        if (value is ['-', .. var days, 'd'] && int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var back))
        {
            return world.Now.AddDays(-back);
        }

        return DateTime.TryParseExact(value.Trim('"'), "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new DateTimeOffset(local, JiraForms.Zone.GetUtcOffset(local))
            : throw new FormatException($"Date value '{value}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', or a period format e.g. '-5d', '4w 2d'.");
    }

    [GeneratedRegex("""^(\w+)\s*(>=|=|in\b)\s*(.+)$""", RegexOptions.IgnoreCase)]
    private static partial Regex Condition();
}
