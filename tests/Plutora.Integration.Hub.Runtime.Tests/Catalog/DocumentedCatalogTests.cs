using System.Text.RegularExpressions;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Settings;
using Plutora.Integration.Hub.Runtime.Tests.Rules;

namespace Plutora.Integration.Hub.Runtime.Tests.Catalog;

/// <summary>What the documentation shows works as it stands there.</summary>
public sealed partial class DocumentedCatalogTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_rules_in_the_documentation_are_settings_that_are_taken()
    {
        var folder = Directory.CreateTempSubdirectory("plutora-docs-");
        var file = Path.Combine(folder.FullName, "plutora.yaml");
        await File.WriteAllTextAsync(file, Examples("rules.md")[0], Ct);
        var rules = SettingsLoader.Load(file, []).Rules;
        folder.Delete(recursive: true);
        Assert.Equal(2, rules.Count);
        Assert.Empty(rules.SelectMany(RuleChecker.Validate));
        Assert.Equal(["production"], rules[1].To.Where["labels"]);
    }

    [Fact]
    public async Task The_catalog_in_the_documentation_is_taken_and_binds()
    {
        var examples = Examples("catalog.md");
        var folder = Directory.CreateTempSubdirectory("plutora-docs-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "plutora.yaml"), examples[0], Ct);
        Assert.Equal("catalog", Assert.Single(SettingsLoader.Load(Path.Combine(folder.FullName, "plutora.yaml"), []).Instances).Connector);
        folder.Delete(recursive: true);
        await using var catalog = await CatalogBench.StartAsync(examples[1]);
        await catalog.Bench.TellAsync(CatalogBench.RepositoryRecord("1", 1, "acme/shop-web", "\"web\""));
        Assert.Equal(["a/repository/1 owned-by cat/team/web", "cat/application/front contains a/repository/1"], await catalog.Bench.LinksAsync("a/repository/1"));
        Assert.Equal("2", (await catalog.Bench.FindAsync("cat/value-stream/order"))!.Value.GetProperty("phases")[1].GetProperty("order").GetRawText());
        Assert.Equal("same-as", catalog.Bench.Hub.Rules.Find("cat:environment:production:environments:2")!.Rule.Relation);
        Assert.Empty(await catalog.Bench.Hub.References.WaitingAsync(null, 10, Ct));
    }

    private static IReadOnlyList<string> Examples(string page)
    {
        var text = File.ReadAllText(Path.Combine(Shared.Root, "docs", "administrators", page)).ReplaceLineEndings("\n");
        return [.. Example().Matches(text).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
