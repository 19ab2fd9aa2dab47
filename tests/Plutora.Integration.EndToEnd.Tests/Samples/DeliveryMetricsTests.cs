using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Plutora.Integration.EndToEnd.Tests.Partners;

namespace Plutora.Integration.EndToEnd.Tests.Samples;

/// <summary>
/// The service of <c>samples/delivery-metrics</c>, built on the packed client, beside a hub that reads commits of a real repository, takes GitHub's deliveries and keeps a catalog. Its figures are held against ones
/// that were counted by hand.
/// </summary>
public sealed class DeliveryMetricsTests(PackedPackages packages)
{
    // The first deployment (c2, at 6 h) counts its own commit. The second (m5) brings c3, c4 and m5: 36, 48 and 12 h. The third failed. The fourth (c6): 12 h. The fifth, of the older c3, brings nothing; it went to
    // an environment that the catalog alone knows to be production. The sixth went to staging. In eight days these are four deployments and five changes: 6, 12, 12, 36, 48.
    private const string Whole = """
        [{"application":"catalog/application/back","name":"Back","deployments":0,"deploymentsPerDay":0,"changes":0,"medianLeadTimeHours":null},
         {"application":"catalog/application/front","name":"Front","deployments":4,"deploymentsPerDay":0.5,"changes":5,"medianLeadTimeHours":12}]
        """;

    // In the two days of the second and the fourth: 12, 12, 36, 48.
    private const string Two = """
        [{"application":"catalog/application/back","name":"Back","deployments":0,"deploymentsPerDay":0,"changes":0,"medianLeadTimeHours":null},
         {"application":"catalog/application/front","name":"Front","deployments":2,"deploymentsPerDay":1,"changes":4,"medianLeadTimeHours":24}]
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frequency_and_lead_time_are_as_counted_by_hand_live_after_a_kill_and_rebuilt_from_nothing()
    {
        var root = Directory.CreateTempSubdirectory("plutora-metrics-").FullName;
        try
        {
            await packages.UseInAsync(root);
            var program = await BuildAsync(root);
            var shop = await ShopHistory.MakeAsync(Path.Combine(root, "shop"));
            await using var hub = await HubProcess.StartAsync("""
                instances:
                  - { id: github-main, connector: github, options: {}, paused: true, webhook: { verifier: hmac, secret: "file:{home}/webhook.secret" } }
                """);
            var database = Path.Combine(root, "metrics.db");
            await using var metrics = new MetricsProcess(program, hub.Http.BaseAddress!.ToString(), await KeyAsync(hub), database);
            metrics.Start();

            // Deployments first, and what they belong to and bring only later.
            await DeliverAsync("deployment_status", shop.Deployed(4, "c6", "production", "success", "05T12"));
            await DeliverAsync("deployment_status", shop.Deployed(1, "c2", "production", "success", "02T06"));
            await DeliverAsync("deployment_status", shop.Deployed(3, "c6", "production", "failure", "05T06"));
            await LogReading.SettledAsync(hub);
            await metrics.ShowsAsync("2026-01-01T00:00:00Z", "2026-01-09T00:00:00Z", "[]");
            await metrics.KillAsync();
            metrics.Start();

            await AddAsync(hub, new { id = "git-main", connector = "git", options = new { repositories = new[] { shop.Folder } } });
            await AddAsync(hub, new { id = "catalog", connector = "catalog", options = new { } });
            using var put = await hub.Http.PutAsync("/api/v1/catalog/catalog/documents/shop", new StringContent("applications:\n  - { id: front, name: Front, bind: { repositories: [o/shop] } }\n  - { id: back, name: Back }\nenvironments:\n  - { id: live, kind: production, bind: { environments: [blue] } }\n"), Ct);
            Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Ct));
            await DeliverAsync("repository", ShopHistory.Repository());
            await DeliverAsync("deployment_status", shop.Deployed(2, "m5", "production", "success", "04T12"));
            await DeliverAsync("deployment_status", shop.Deployed(5, "c3", "blue", "success", "06T00"));
            await DeliverAsync("deployment_status", shop.Deployed(6, "c7", "staging", "success", "06T06"));
            await metrics.ShowsAsync("2026-01-01T00:00:00Z", "2026-01-09T00:00:00Z", Whole);
            await metrics.ShowsAsync("2026-01-04T00:00:00Z", "2026-01-06T00:00:00Z", Two);

            await metrics.KillAsync();
            foreach (var file in Directory.GetFiles(root, "metrics.db*")) File.Delete(file);
            metrics.Start();
            await metrics.ShowsAsync("2026-01-01T00:00:00Z", "2026-01-09T00:00:00Z", Whole);
            await metrics.ShowsAsync("2026-01-04T00:00:00Z", "2026-01-06T00:00:00Z", Two);

            async Task DeliverAsync(string name, byte[] body) => Assert.Equal(HttpStatusCode.Accepted, await hub.DeliverAsync(name, Guid.NewGuid().ToString(), body, Ct));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<string> BuildAsync(string root)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "delivery-metrics")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Places.Root, "samples", "delivery-metrics")).Where(f => !Path.GetFileName(f).Contains(".db", StringComparison.Ordinal))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await new Shell(folder, root, "").RunAsync("dotnet build -c Release -v q -warnaserror");
        return Path.Combine(folder, "bin", "Release", "net10.0", "Acme.DeliveryMetrics.dll");
    }

    private static async Task<string> KeyAsync(HubProcess hub)
    {
        using var answer = await hub.Http.PostAsJsonAsync("/api/v1/keys", new { name = "delivery-metrics", role = "viewer" }, Ct);
        return JsonElement.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Ct)).GetProperty("key").GetString()!;
    }

    private static async Task AddAsync(HubProcess hub, object instance)
    {
        using var answer = await hub.Http.PostAsJsonAsync("/api/v1/instances", instance, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
