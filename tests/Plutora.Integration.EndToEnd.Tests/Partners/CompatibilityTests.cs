using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Plutora.Integration.EndToEnd.Tests.Partners;

/// <summary>What a partner built on the first release of the SDK runs in today's hub.</summary>
public sealed class CompatibilityTests(PackedPackages packages)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connector_built_on_the_first_release_reads_and_acts_in_todays_hub()
    {
        using var tool = WireMockServer.Start();
        var status = "open";
        Answer("GET", "/REST/2.0/rt", _ => """{"Version":"5.0.3"}""");
        Answer("GET", "/REST/2.0/tickets", query => query.Contains("id > 0", StringComparison.Ordinal) ? $$"""{"items":[{{Ticket()}}]}""" : """{"items":[]}""");
        Answer("GET", "/REST/2.0/transactions", _ => """{"items":[]}""");
        Answer("GET", "/REST/2.0/ticket/7", _ => Ticket());
        Answer("PUT", "/REST/2.0/ticket/7", _ => $"[\"{status = "resolved"}\"]");

        var root = Directory.CreateTempSubdirectory("plutora-partner-").FullName;
        try
        {
            await packages.UseFirstReleaseInAsync(root);
            var folder = Path.Combine(root, "work");
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Places.Root, "samples", "request-tracker"), "*", SearchOption.AllDirectories))
            {
                var there = Path.Combine(folder, Path.GetRelativePath(Path.Combine(Places.Root, "samples", "request-tracker"), file));
                if (there.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)) continue;
                Directory.CreateDirectory(Path.GetDirectoryName(there)!);
                File.Copy(file, there);
            }

            await using var hub = await HubProcess.StartAsync("instances: []");
            var shell = new Shell(folder, hub.Home, hub.Http.BaseAddress!.ToString());
            await shell.RunAsync("dotnet pack -c Release src/Acme.RequestTracker");
            await shell.RunAsync("plutora connector install packages/Acme.RequestTracker.1.0.0.nupkg");
            await shell.RunAsync("plutora secret put request-tracker-token", "1-14-old");
            await shell.RunAsync($"plutora instance add request-tracker --connector request-tracker --option address={tool.Url}/ --option token=store:request-tracker-token");
            await Waiting.UntilAsync("the ticket is published", async () =>
            {
                using var answer = await hub.Http.GetAsync("/api/v1/entities?id=request-tracker/work-item/7", Ct);
                return answer.StatusCode == HttpStatusCode.OK && (await answer.Content.ReadAsStringAsync(Ct)).Contains("\"in-progress\"", StringComparison.Ordinal);
            });

            using var asked = await hub.Http.PostAsJsonAsync("/api/v1/actions?wait=30", new { action = "close-ticket", target = "request-tracker/work-item/7", idempotencyKey = "k" }, Ct);
            var action = JsonElement.Parse(await asked.Content.ReadAsByteArrayAsync(Ct));
            Assert.Equal("Succeeded", action.GetProperty("status").GetString());
            Assert.Equal("resolved", action.GetProperty("result").GetProperty("state").GetString());
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        string Ticket() => $$"""{"id":"7","_url":"https://rt.example.com/REST/2.0/ticket/7","Subject":"Printer","Status":"{{status}}","Queue":{"id":"1","Name":"General"},"Requestor":[],"Created":"2026-01-01T00:00:00Z","LastUpdated":"2026-01-02T00:00:00Z"}""";

        void Answer(string method, string path, Func<string, string> body) => tool.Given(Request.Create().WithPath(path).UsingMethod(method).WithHeader("Authorization", "token 1-14-old"))
            .RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(request => body(request.Query is { } q && q.TryGetValue("query", out var query) ? query.ToString() : "")));
    }
}
