using Plutora.Integration.Hub.Runtime.Rules;
using static Plutora.Integration.Hub.Runtime.Tests.Rules.RuleBench;

namespace Plutora.Integration.Hub.Runtime.Tests.Rules;

/// <summary>What is refused as a rule, each with a sentence that names rule and remedy.</summary>
public sealed class RuleCheckTests
{
    [Theory]
    [InlineData("(?<key>.*)", "matches the empty text")]
    [InlineData("(?<key>[a-z]*)", "matches the empty text")]
    [InlineData("(?<key>.)", "single characters")]
    [InlineData("[A-Z]+", "no group named 'key'")]
    [InlineData("(?<key>[a-z", "no regular expression")]
    [InlineData("(?<key>(?:(?:a{900}){900}))", "repeats more than")]
    [InlineData("(?<key>a{99999999})", "repeats more than")]
    public void A_pattern_that_matches_everything_or_cannot_run_is_refused(string pattern, string told)
    {
        var fault = Assert.Single(RuleChecker.Validate(ByKey with { From = ByKey.From with { Pattern = pattern } }));
        Assert.Contains("'named-in-title'", fault, StringComparison.Ordinal);
        Assert.Contains(told, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", null)]
    [InlineData("**", null)]
    [InlineData("*/*,*", null)]
    [InlineData("", null)]
    [InlineData("", "(?<key>.+)")]
    [InlineData("", "(?<key>[^:]+)")]
    public void A_single_entity_that_would_be_linked_with_everything_is_refused_unless_something_narrows_it(string match, string? pattern)
    {
        var rule = Bound with { To = Bound.To with { Match = match.Length == 0 ? [] : match.Split(','), Pattern = pattern } };
        var fault = Assert.Single(RuleChecker.Validate(rule));
        Assert.Contains("'all-of-shop' matches everything", fault, StringComparison.Ordinal);
        Assert.Contains("Narrow", fault, StringComparison.Ordinal);
        Assert.Empty(RuleChecker.Validate(rule with { To = rule.To with { Instances = ["a"] } }));
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var faults = RuleChecker.Validate(new()
        {
            Id = "Bad Id",
            Relation = "likes",
            Confidence = 2,
            From = new() { Entity = "nosuch" },
            To = new() { Entity = "work-item", Id = "a/commit/1", Fields = ["nosuch"] },
        });
        Assert.Equal(6, faults.Count);
        Assert.Contains(faults, f => f.Contains("'nosuch' is no entity", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("work-item has no field 'nosuch'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("email")]
    [InlineData("name")]
    public void Names_and_addresses_of_people_are_not_compared_since_they_would_reach_an_index(string field)
    {
        var rule = ByKey with { To = new() { Entity = "person", Fields = [field] } };
        Assert.Contains("stand on 'person' alone", Assert.Single(RuleChecker.Validate(rule)), StringComparison.Ordinal);
        Assert.Empty(RuleChecker.Validate(rule with { To = new() { Entity = "person" } }));
    }

    [Theory]
    [InlineData("project")]
    [InlineData("labels")]
    [InlineData("parent.id")]
    [InlineData("stateHistory.to")]
    [InlineData("extensions.team.name")]
    [InlineData("key")]
    public void A_path_leads_through_lists_objects_and_extensions(string path) =>
        Assert.Empty(RuleChecker.Validate(ByKey with { To = new() { Entity = "work-item", Fields = [path] } }));
}
