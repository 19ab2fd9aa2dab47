using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Tests.State;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.Rules;

/// <summary>Milestones whose titles name work items, and rules that link the two.</summary>
internal static class RuleBench
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static LinkRule ByKey { get; } = new()
    {
        Id = "named-in-title",
        Relation = "contains",
        Confidence = 0.7,
        From = new() { Entity = "milestone", Fields = ["title"], Pattern = "(?<key>[A-Z]+-[0-9]+)" },
        To = new() { Entity = "work-item" },
    };

    public static LinkRule Bound { get; } = new()
    {
        Id = "all-of-shop",
        Relation = "contains",
        From = new() { Entity = "milestone", Id = "a/milestone/m" },
        To = new() { Entity = "work-item", Match = ["shop/*"] },
    };

    public static Task<StateBench> StartAsync(HubSettings? settings = null, params string[] instances) => StateBench.StartAsync(settings ?? new(), Told.Streams, Told.Mappings, instances);

    public static SourceRecord Item(string id, int second, string name, string title = "t") => Told.OfItem(id, second, $""" "title":"{title}","state":"open","name":"{name}" """);

    public static SourceRecord Milestone(string id, string title) => Told.Of("loose", id, null, $$"""{"id":"{{id}}","title":"{{title}}"}""");

    /// <summary>Sets rules and waits until they are carried over what is stored.</summary>
    public static async Task SetAsync(this StateBench bench, params LinkRule[] rules)
    {
        Assert.Empty(rules.SelectMany(RuleChecker.Validate));
        await bench.Hub.Rules.ApplyAsync(StoredRule.Api, rules, [], Ct);
        await bench.SettledAsync();
    }

    public static async Task RemoveAsync(this StateBench bench, params string[] rules)
    {
        await bench.Hub.Rules.ApplyAsync(StoredRule.Api, [], rules, Ct);
        await bench.SettledAsync();
    }

    /// <summary>Links as they stand, <c>from relation to</c>.</summary>
    public static async Task<IReadOnlyList<string>> LinksAsync(this StateBench bench, string end) =>
        [.. (await bench.Hub.Entities.LinksAsync(end, Ct)).Select(l => Text(l.Entity)).Order(StringComparer.Ordinal)];

    public static string Text(JsonElement link) => $"{link.GetProperty("from").GetProperty("id")} {link.GetProperty("relation")} {link.GetProperty("to").GetProperty("id")}";
}
