using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Tests;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>The Puppet connector against a real PuppetDB, fed through its command endpoint.</summary>
public sealed class PuppetDbTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"plutora-puppetdb-{Guid.NewGuid():n}");
    private string _script = "";
    private string? _address;

    public async ValueTask InitializeAsync()
    {
        _script = ShelfFolder.Shared("servers", "puppetdb");
        Assert.SkipUnless(File.Exists("/usr/share/puppetdb/puppetdb.jar"), "PuppetDB is not installed: run '../shared/servers/puppetdb install'.");
        // Its PostgreSQL takes the port behind.
        var port = FreePorts.InARow(2);
        _address = $"http://127.0.0.1:{port}";
        await RunAsync("start", "--dir", _folder, "--port", $"{port}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_address is not null)
        {
            await RunAsync("stop", "--dir", _folder);
        }

        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Nodes_facts_and_reports_that_agents_send_come_out_of_a_real_puppetdb_and_an_incremental_read_goes_on_where_the_last_ended()
    {
        var address = _address!;
        var agent = "host-" + Guid.NewGuid().ToString("N")[..8];
        using var http = new HttpClient { BaseAddress = new(address) };
        await SendAsync(http, agent, "replace_facts", 5, new JsonObject { ["certname"] = agent, ["environment"] = "production", ["producer_timestamp"] = Stamp(0), ["producer"] = "primary", ["values"] = new JsonObject { ["kernel"] = "Linux", ["uptime_seconds"] = 7 } });
        await SendAsync(http, agent, "replace_catalog", 9, Catalog(agent));
        await SendAsync(http, agent, "store_report", 8, Report(agent, 1));
        await UntilAsync(http, $"/pdb/query/v4/reports?query=[\"=\",\"certname\",\"{agent}\"]", 1);
        await UntilAsync(http, $"/pdb/query/v4/catalogs?query=[\"=\",\"certname\",\"{agent}\"]", 1);
        var instance = Open(address);

        Assert.Contains("PuppetDB 7.", (await instance.CheckAsync(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains(agent, Bench.Ids(await Bench.ReadAsync(instance, "node")));
        var nodes = await Mapped.ReadAsync("puppet", instance, "node");
        Assert.Contains($"configuration-item/{agent}", nodes.About);
        var node = (await Bench.ReadAsync(instance, "node")).SelectMany(p => p.Records).Single(r => r.Id == agent);
        Assert.Equal("production", JsonNode.Parse(node.Json.Span)!["catalog_environment"]!.GetValue<string>());
        var inventory = (await Bench.ReadAsync(instance, "inventory")).SelectMany(p => p.Records).Single(r => r.Id == agent);
        Assert.Equal("Linux", JsonNode.Parse(inventory.Json.Span)!["facts"]!["kernel"]!.GetValue<string>());
        Assert.Contains("production", Bench.Ids(await Bench.ReadAsync(instance, "environment")));
        Assert.Equal(agent, (await instance.FetchAsync(new("node", agent), TestContext.Current.CancellationToken))!.Id);

        var first = await Bench.ReadAsync(instance, "report");
        Assert.Single(first.SelectMany(p => p.Records).Where(r => r.Container == agent).Select(r => r.Id).Distinct());
        var deployments = await Mapped.OfAsync("puppet", first.SelectMany(p => p.Records).Where(r => r.Container == agent));
        Assert.Equal("success", deployments[deployments.About.Single(a => a.StartsWith("deployment/", StringComparison.Ordinal))]["outcome"]!.ToString());
        await SendAsync(http, agent, "store_report", 8, Report(agent, 2));
        await UntilAsync(http, $"/pdb/query/v4/reports?query=[\"=\",\"certname\",\"{agent}\"]", 2);
        var second = await Bench.ReadAsync(instance, "report", first[^1].Cursor);
        Assert.Contains(second.SelectMany(p => p.Records), r => r.Container == agent && !Bench.Ids(first).Contains(r.Id));
    }

    private static JsonObject Catalog(string agent) => new()
    {
        ["certname"] = agent,
        ["version"] = "v1",
        ["environment"] = "production",
        ["transaction_uuid"] = Guid.NewGuid().ToString(),
        ["catalog_uuid"] = Guid.NewGuid().ToString(),
        ["code_id"] = null,
        ["job_id"] = null,
        ["producer_timestamp"] = Stamp(0),
        ["producer"] = "primary",
        ["edges"] = new JsonArray(),
        ["resources"] = new JsonArray(new JsonObject
        {
            ["type"] = "Package",
            ["title"] = "nginx",
            ["aliases"] = new JsonArray(),
            ["exported"] = false,
            ["file"] = null,
            ["line"] = null,
            ["tags"] = new JsonArray("nginx", "package"),
            ["parameters"] = new JsonObject { ["ensure"] = "installed" },
        }),
    };

    private static JsonObject Report(string agent, int minute) => new()
    {
        ["certname"] = agent,
        ["puppet_version"] = "7.0.0",
        ["report_format"] = 12,
        ["configuration_version"] = $"v{minute}",
        ["start_time"] = Stamp(minute),
        ["end_time"] = Stamp(minute),
        ["producer_timestamp"] = Stamp(minute),
        ["producer"] = "primary",
        ["environment"] = "production",
        ["status"] = "changed",
        ["noop"] = false,
        ["noop_pending"] = false,
        ["corrective_change"] = false,
        ["transaction_uuid"] = Guid.NewGuid().ToString(),
        ["catalog_uuid"] = null,
        ["code_id"] = null,
        ["job_id"] = null,
        ["cached_catalog_status"] = "not_used",
        ["metrics"] = new JsonArray(),
        ["logs"] = new JsonArray(),
        ["resources"] = new JsonArray(),
    };

    private static string Stamp(int minute) => $"2026-03-01T10:{minute:00}:00.000Z";

    private static async Task SendAsync(HttpClient http, string agent, string command, int version, JsonObject body)
    {
        using var answer = await http.PostAsJsonAsync($"/pdb/cmd/v1?command={command}&version={version}&certname={agent}", body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    // PuppetDB takes a command at once and works on it later; what has come to stand is asked for until it does.
    private static Task<TimeSpan> UntilAsync(HttpClient http, string query, int count) =>
        Waiting.UntilAsync("PuppetDB has worked on the commands", async () => (await http.GetFromJsonAsync<JsonArray>(query, TestContext.Current.CancellationToken))!.Count >= count, TimeSpan.FromMinutes(3));

    private Task RunAsync(params string[] arguments) => SharedScript.RunAsync(_script, arguments);

    private ConnectorInstance Open(string address) => _bench.Open(ShelfFolder.Connector("puppet"), new JsonObject { ["address"] = address });
}
