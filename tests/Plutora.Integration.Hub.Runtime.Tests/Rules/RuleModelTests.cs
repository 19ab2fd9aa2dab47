using CsCheck;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Tests.State;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Hub.Runtime.Tests.Rules;

/// <summary>Records and rules in any order, without waiting between them, against a model: links are what the last rules make of the last entities.</summary>
public sealed class RuleModelTests
{
    private static readonly string?[] Patterns = [null, "(?<key>P-[0-9])", "(?<key>[PQ]-[0-9])", "(?<key>Q-[0-9])"];

    private static readonly Gen<Step> AnyStep = Gen.OneOf(
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Bool, (id, name, deleted) => new Step(0, id, [name], deleted)),
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3].Array[0, 3], (id, names) => new Step(1, id, names, false)),
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 3], (rule, pattern) => new Step(2, rule, [pattern], false)));

    // A longer run: PLUTORA_RULES=200 with --filter-class "*RuleModelTests".
    private static readonly int Stories = int.Parse(Environment.GetEnvironmentVariable("PLUTORA_RULES") ?? "15", System.Globalization.CultureInfo.InvariantCulture);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Links_follow_from_the_last_rules_and_the_last_entities_alone()
    {
        await AnyStep.Array[1, 25].SampleAsync(
            async steps =>
            {
                await using var bench = await RuleBench.StartAsync();
                var model = new Model();
                for (var second = 0; second < steps.Length; second++)
                {
                    await DoAsync(bench, model, steps[second], second + 1);
                }

                await bench.SettledAsync();
                var links = new SortedSet<string>(StringComparer.Ordinal);
                for (var id = 0; id < 3; id++)
                {
                    links.UnionWith(await bench.LinksAsync($"a/work-item/{id}"));
                }

                Assert.Equal(model.Links(), links);
            },
            iter: Stories, threads: 1);
    }

    private static async Task DoAsync(StateBench bench, Model model, Step step, int second)
    {
        switch (step.Kind)
        {
            case 0:
                model.Items[step.Id] = step.Deleted ? null : Names[step.Values[0]];
                await SendAsync(bench, step.Deleted ? Told.Of("item", $"{step.Id}", second, "{}", deleted: true) : RuleBench.Item($"{step.Id}", second, Names[step.Values[0]]));
                break;
            case 1:
                model.Milestones[step.Id] = [.. step.Values.Select(v => Names[v])];
                bench.Time.Advance(TimeSpan.FromMilliseconds(1));
                await SendAsync(bench, RuleBench.Milestone($"{step.Id}", $"in {string.Join(' ', step.Values.Select(v => Names[v]))}"));
                break;
            default:
                model.Rules[step.Id] = Patterns[step.Values[0]];
                var rule = RuleBench.ByKey with { Id = $"rule-{step.Id}", From = RuleBench.ByKey.From with { Pattern = Patterns[step.Values[0]] } };
                await bench.Hub.Rules.ApplyAsync(StoredRule.Api, rule.From.Pattern is null ? [] : [rule], rule.From.Pattern is null ? [rule.Id] : [], Ct);
                break;
        }
    }

    private static async Task SendAsync(StateBench bench, SourceRecord record) =>
        await bench.Hub.Receiver.UploadAsync("a", "told", ScriptedConnector.Upload([record]), new Dictionary<string, string>(), null, Ct);

    private static readonly string[] Names = ["P-1", "P-2", "Q-1", "Q-2"];

    internal sealed record Step(int Kind, int Id, int[] Values, bool Deleted);

    private sealed class Model
    {
        public Dictionary<int, string?> Items { get; } = [];

        public Dictionary<int, string[]> Milestones { get; } = [];

        public Dictionary<int, string?> Rules { get; } = [];

        public SortedSet<string> Links() => new(
            from pattern in Rules.Values
            where pattern is not null
            from milestone in Milestones
            from item in Items
            where item.Value is { } name && milestone.Value.Contains(name) && System.Text.RegularExpressions.Regex.IsMatch(name, pattern)
            select $"a/milestone/{milestone.Key} contains a/work-item/{item.Key}", StringComparer.Ordinal);
    }
}
