using System.Text.Json.Nodes;
using Acme.Company.World;

namespace Acme.Company.Tools.Jira;

/// <summary>What this Jira calls states, kinds, priorities, resolutions and links.</summary>
internal static class Vocabulary
{
    public static readonly IReadOnlyList<string> Resolutions = ["Done", "Won't Do", "Duplicate", "Cannot Reproduce"];

    public static readonly IReadOnlyList<string> Priorities = ["Highest", "High", "Medium", "Low", "Lowest"];

    public static readonly IReadOnlyList<(Relation Relation, string Name, string Inward, string Outward)> Links =
    [
        (Relation.Blocks, "Blocks", "is blocked by", "blocks"), (Relation.Relates, "Relates", "relates to", "relates to"), (Relation.Duplicates, "Duplicate", "is duplicated by", "duplicates"),
    ];

    public static string StatusId(WorkState state) => Ids.Text(10_100 + (int)state);

    public static WorkState? StateOf(string transition) => Ids.Number(transition) - 11 is { } number && Enum.IsDefined((WorkState)number) ? (WorkState)number : null;

    public static string TransitionId(WorkState state) => Ids.Text(11 + (int)state);

    public static string NameOf(WorkState state) => state switch
    {
        WorkState.Backlog => "Backlog",
        WorkState.Ready => "Selected for Development",
        WorkState.InProgress => "In Progress",
        WorkState.InReview => "In Review",
        WorkState.InTest => "In Test",
        WorkState.Done => "Done",
        _ => "Rejected",
    };

    public static JsonObject Status(WorkState state, string site) => new()
    {
        ["self"] = $"{site}/rest/api/3/status/{StatusId(state)}",
        ["description"] = "",
        ["name"] = NameOf(state),
        ["id"] = StatusId(state),
        ["statusCategory"] = state switch
        {
            WorkState.Backlog or WorkState.Ready => Category(2, "new", "To Do", "blue-gray", site),
            WorkState.Done or WorkState.Rejected => Category(3, "done", "Done", "green", site),
            _ => Category(4, "indeterminate", "In Progress", "yellow", site),
        },
    };

    public static string KindId(WorkKind kind) => Ids.Text(10_001 + (int)kind);

    public static WorkKind? KindOf(string id) => Ids.Number(id) - 10_001 is { } number && Enum.IsDefined((WorkKind)number) ? (WorkKind)number : null;

    public static JsonObject Kind(WorkKind kind, string site) => new()
    {
        ["self"] = $"{site}/rest/api/3/issuetype/{KindId(kind)}",
        ["id"] = KindId(kind),
        ["description"] = "",
        ["name"] = kind.ToString(),
        ["subtask"] = false,
        ["hierarchyLevel"] = kind switch { WorkKind.Initiative => 2, WorkKind.Epic => 1, _ => 0 },
    };

    public static JsonObject Priority(int priority, string site) => new()
    {
        ["self"] = $"{site}/rest/api/3/priority/{priority}",
        ["name"] = Priorities[Math.Clamp(priority, 1, 5) - 1],
        ["id"] = Ids.Text(priority),
    };

    public static JsonObject Resolution(string name, string site) => new()
    {
        ["self"] = $"{site}/rest/api/3/resolution/{ResolutionId(name)}",
        ["id"] = ResolutionId(name),
        ["description"] = "",
        ["name"] = name,
    };

    private static string ResolutionId(string name) => Ids.Text(10_000 + Math.Max(0, Resolutions.ToList().IndexOf(name)));

    private static JsonObject Category(int id, string key, string name, string color, string site) => new()
    {
        ["self"] = $"{site}/rest/api/3/statuscategory/{id}",
        ["id"] = id,
        ["key"] = key,
        ["colorName"] = color,
        ["name"] = name,
    };
}
