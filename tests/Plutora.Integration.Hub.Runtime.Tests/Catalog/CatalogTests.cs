using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Rules;
using Plutora.Integration.Hub.Runtime.Tests.Rules;
using Plutora.Integration.Mapping;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Sdk.Streams;
using static Plutora.Integration.Hub.Runtime.Tests.Catalog.CatalogBench;

namespace Plutora.Integration.Hub.Runtime.Tests.Catalog;

/// <summary>The catalog: what is declared becomes entities, its bindings become links, and only what is right is taken.</summary>
public sealed class CatalogTests
{
    private const string Shop = """
        products:
          - { id: shop, name: Web shop, team: web }
        applications:
          - id: front
            product: shop
            criticality: high
            bind:
              repositories: [acme/shop-*]
              hosts: [shop-*]
        teams:
          - id: web
            name: Web
            lead: ann@example.com
            bind:
              repositories:
                - match: acme/*
                  labels: [web]
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_declared_becomes_entities_that_refer_to_each_other()
    {
        await using var catalog = await StartAsync(Shop);
        var front = (await catalog.Bench.FindAsync("cat/application/front"))!.Value;
        Assert.Equal(("front", "high", "cat/product/shop"), (front.GetProperty("name").GetString(), front.GetProperty("criticality").GetString(), front.GetProperty("product").GetProperty("id").GetString()));
        Assert.Equal("cat/team/web", (await catalog.Bench.FindAsync("cat/product/shop"))!.Value.GetProperty("team").GetProperty("id").GetString());
        var lead = (await catalog.Bench.FindAsync("cat/team/web"))!.Value.GetProperty("lead").GetProperty("id").GetString()!;
        Assert.Equal("ann@example.com", await catalog.Bench.FieldAsync(lead, "email"));
        Assert.DoesNotContain("ann@", (await catalog.Bench.FindAsync("cat/team/web"))!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.All(await catalog.Bench.EventsAsync("product"), e => Assert.Equal(("cat", EventCause.Backfill), (e.Subject.Instance, e.Cause)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_binding_links_what_belongs_to_an_entry_whichever_comes_first_and_a_change_binds_anew(bool toolsFirst)
    {
        await using var catalog = await StartAsync(toolsFirst ? "products: []" : Shop);
        await catalog.Bench.TellAsync(RepositoryRecord("1", 1, "acme/shop-web", "\"web\""), RepositoryRecord("2", 1, "acme/other"), HostRecord("3", "shop-db"));
        await catalog.WriteAsync("catalog.yaml", Shop);
        await catalog.ReadAsync();
        Assert.Equal(["cat/application/front contains a/configuration-item/3", "cat/application/front contains a/repository/1"], await catalog.Bench.LinksAsync("cat/application/front"));
        Assert.Equal(["a/repository/1 owned-by cat/team/web"], await catalog.Bench.LinksAsync("cat/team/web"));
        await catalog.WriteAsync("catalog.yaml", Shop.Replace("acme/shop-*", "acme/other", StringComparison.Ordinal).Replace("hosts: [shop-*]", "hosts: [{ match: 'shop-*', instances: [elsewhere] }]", StringComparison.Ordinal));
        await catalog.ReadAsync();
        Assert.Equal(["cat/application/front contains a/repository/2"], await catalog.Bench.LinksAsync("cat/application/front"));
        Assert.Equal(StoredRule.Catalog("cat"), catalog.Bench.Hub.Rules.Find("cat:team:web:repositories")!.Origin);
    }

    [Fact]
    public async Task An_entry_taken_out_is_deleted_with_its_links_and_lives_again_when_put_back()
    {
        await using var catalog = await StartAsync(Shop);
        await catalog.Bench.TellAsync(RepositoryRecord("1", 1, "acme/shop-web"));
        await catalog.WriteAsync("catalog.yaml", "products: [{ id: shop }]");
        await catalog.ReadAsync();
        Assert.Null(await catalog.Bench.FindAsync("cat/application/front"));
        Assert.Null(await catalog.Bench.FindAsync("cat/team/web"));
        Assert.Empty(await catalog.Bench.LinksAsync("a/repository/1"));
        Assert.NotNull(await catalog.Bench.FindAsync("cat/product/shop"));
        await catalog.WriteAsync("catalog.yaml", Shop);
        await catalog.ReadAsync();
        Assert.Equal(["cat/application/front contains a/repository/1"], await catalog.Bench.LinksAsync("cat/application/front"));
    }

    [Theory]
    [InlineData("products: [{ id: shop, team: web }]\nteams: [", "catalog.yaml(3,1): is no YAML")]
    [InlineData("products:\n  - id: shop\n    team: nosuch\n", "catalog.yaml(3,11): There is no team 'nosuch'")]
    [InlineData("products:\n  - id: shop\n  - id: shop\n", "catalog.yaml(3,5): product 'shop' is declared twice")]
    [InlineData("products:\n  - id: shop\n    state: busy\n", "catalog.yaml(3,12): 'busy' is no value of 'state': expected one of")]
    [InlineData("goods:\n  - id: shop\n", "catalog.yaml(1,1): 'goods' is no kind of entry: expected one of portfolios")]
    [InlineData("products:\n  - { id: shop, colour: red }\n", "catalog.yaml(2,17): product has no 'colour'")]
    [InlineData("products:\n  - name: shop\n", "catalog.yaml(2,5): This product has no 'id'")]
    [InlineData("products:\n  - { id: shop, owner: Ann }\n", "catalog.yaml(2,24): expected the e-mail address")]
    [InlineData("applications:\n  - id: a\n    bind: { repositories: ['*', '**'] }\n", "catalog.yaml(3,27): Rule 'cat:application:a:repositories' matches everything")]
    [InlineData("applications:\n  - id: a\n    bind: { pipelines: [{ labels: [x] }] }\n", "have no labels")]
    [InlineData("products: &a\n  - id: shop\n", "Anchors and aliases")]
    [InlineData("teams:\n  - { id: a, parent: b }\n  - { id: b, parent: c }\n  - { id: c, parent: a }\n", "circle: team 'a' is part of team 'b' is part of team 'c' is part of team 'a'")]
    [InlineData("products: [{ id: p, parent: q }, { id: q, parent: p, portfolio: r }]\nportfolios: [{ id: r }]\n", "circle: product 'p' is part of product 'q' is part of product 'p'")]
    public async Task A_broken_file_is_told_with_its_place_and_deletes_nothing_that_the_last_good_one_declared(string yaml, string told)
    {
        await using var catalog = await StartAsync(Shop);
        await catalog.Bench.TellAsync(RepositoryRecord("1", 1, "acme/shop-web"));
        await catalog.WriteAsync("catalog.yaml", yaml);
        var fault = await catalog.FaultAsync();
        Assert.Contains(told, fault, StringComparison.Ordinal);
        Assert.Contains("what it declared last stands", fault, StringComparison.Ordinal);
        Assert.NotNull(await catalog.Bench.FindAsync("cat/team/web"));
        Assert.NotEmpty(await catalog.Bench.LinksAsync("cat/application/front"));
    }

    [Fact]
    public async Task A_file_nested_without_end_is_told_and_does_not_end_the_hub()
    {
        await using var catalog = await StartAsync(Shop);
        await catalog.WriteAsync("catalog.yaml", "products: " + new string('[', 200_000));
        Assert.Contains("nested deeper", await catalog.FaultAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_gone_or_empty_is_a_fault_and_no_empty_catalog()
    {
        await using var catalog = await StartAsync(Shop);
        File.Delete(Path.Combine(catalog.Folder, "catalog.yaml"));
        Assert.Contains("holds no .yaml", await catalog.FaultAsync(), StringComparison.Ordinal);
        await catalog.WriteAsync("deep/one.yml", Shop);
        await catalog.ReadAsync();
        Assert.NotNull(await catalog.Bench.FindAsync("cat/team/web"));
        Assert.Single(await catalog.Bench.EventsAsync("team"));
    }

    [Fact]
    public async Task Documents_over_the_api_are_checked_with_all_the_rest_and_taken_whole_or_not_at_all()
    {
        await using var catalog = await StartAsync();
        var (keeper, cat) = (catalog.Bench.Hub.Catalogs, catalog.Bench.Hub.InstanceStore.Find("cat")!);
        Assert.Contains("a.yaml(1,32): There is no team 'web'", Assert.Single(await keeper.PutAsync(cat, "a.yaml", "products: [{ id: shop, team: web }]".Replace("shop, team", "shop,   team", StringComparison.Ordinal), Ct)), StringComparison.Ordinal);
        Assert.Empty(await keeper.PutAsync(cat, "b.yaml", "teams: [{ id: web }]", Ct));
        Assert.Empty(await keeper.PutAsync(cat, "a.yaml", "products: [{ id: shop, team: web }]", Ct));
        await catalog.ReadAsync();
        Assert.NotNull(await catalog.Bench.FindAsync("cat/product/shop"));
        Assert.Contains("There is no team 'web'", Assert.Single(await keeper.RemoveAsync(cat, "b.yaml", Ct)), StringComparison.Ordinal);
        Assert.Empty(await keeper.RemoveAsync(cat, "a.yaml", Ct));
        await catalog.ReadAsync();
        Assert.Null(await catalog.Bench.FindAsync("cat/product/shop"));
        Assert.Single(await keeper.PutAsync(cat, "../x", "", Ct));
        Assert.Equal(["b.yaml"], (await keeper.ListAsync("cat", Ct)).Select(d => d.Name));
    }

    [Fact]
    public async Task A_full_scan_finds_what_was_taken_out_while_the_catalog_was_reset()
    {
        await using var catalog = await StartAsync(Shop);
        await catalog.WriteAsync("catalog.yaml", "products: [{ id: shop }]");
        Assert.True(await catalog.Bench.Hub.Instances.ResetAsync("cat", Ct));
        await catalog.Bench.UntilAsync(() => Task.FromResult(catalog.Bench.Hub.Instances.Find("cat")!.State.Streams.Count == 7));
        await catalog.ReadAsync();
        Assert.NotNull(await catalog.Bench.FindAsync("cat/application/front"));
        catalog.Bench.Time.Advance(TimeSpan.FromSeconds(1));
        catalog.Bench.Hub.Instances.Find("cat")!.Request(null, ReadMode.FullScan);
        await catalog.Bench.UntilAsync(async () => await catalog.Bench.FindAsync("cat/application/front") is null && await catalog.Bench.FindAsync("cat/team/web") is null);
        Assert.NotNull(await catalog.Bench.FindAsync("cat/product/shop"));
    }

    [Theory]
    [InlineData(RemovalKind.DeleteEntities)]
    [InlineData(RemovalKind.KeepEntities)]
    public async Task A_catalog_that_is_removed_takes_its_bindings_along_unless_its_entities_stay(RemovalKind kind)
    {
        await using var catalog = await StartAsync(Shop);
        await catalog.Bench.TellAsync(RepositoryRecord("1", 1, "acme/shop-web"));
        Assert.True(await catalog.Bench.Hub.Instances.RemoveAsync("cat", kind, Ct));
        await catalog.Bench.UntilAsync(() =>
        {
            catalog.Bench.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(catalog.Bench.Hub.InstanceStore.Find("cat") is null);
        });
        await catalog.Bench.SettledAsync();
        Assert.Equal(kind == RemovalKind.KeepEntities ? 1 : 0, (await catalog.Bench.LinksAsync("a/repository/1")).Count);
        Assert.Equal(kind == RemovalKind.KeepEntities, await catalog.Bench.FindAsync("cat/application/front") is not null);
    }

    [Fact]
    public void The_base_mappings_pass_their_own_tests_and_map_all_that_an_entry_may_say()
    {
        string[] own = ["aliases", "title", "sourceState", "sourceKind", "sourceCriticality", "createdAt", "updatedAt"];
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "catalog", "mappings"), "*.yaml");
        Assert.Equal(7, files.Length);
        foreach (var file in files)
        {
            var compiled = MappingCompiler.Compile(File.ReadAllText(file), Path.GetFileName(file));
            Assert.Empty(compiled.Faults);
            var fields = EntityTypes.Get(compiled.Mapping!.Target).Fields.Where(f => !f.SetByHub && !own.Contains(f.Name)).Select(f => f.Name);
            Assert.All(fields, f => Assert.Contains($"\n  {f}: ", File.ReadAllText(file), StringComparison.Ordinal));
            Assert.All(MappingTestRunner.Run(compiled.Mapping, _ => throw new IOException(), TestContext.Current.CancellationToken), r => Assert.True(r.Passed, $"{file}: {string.Join(" ", r.Differences)}"));
        }
    }
}
