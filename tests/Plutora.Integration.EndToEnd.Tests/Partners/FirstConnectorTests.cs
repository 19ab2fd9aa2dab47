using System.Net;
using System.Text.Json;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Plutora.Integration.EndToEnd.Tests.Partners;

/// <summary>The way that docs/partners/first-connector.md shows, from packed packages alone: each command stands on the page.</summary>
public sealed class FirstConnectorTests(PackedPackages packages)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connector_from_the_template_passes_the_kit_packs_installs_and_reads()
    {
        using var tool = WireMockServer.Start();
        tool.Given(Request.Create().WithPath("/api/me")).RespondWith(Response.Create().WithBody("""{"name":"someone"}"""));
        tool.Given(Request.Create().WithPath("/api/tickets").WithHeader("Authorization", "Bearer s3cret-of-desk"))
            .RespondWith(Response.Create().WithBody("""[{"id":7,"title":"Printer","state":"open","url":"https://desk.example/7","created_at":"2026-01-01T00:00:00Z","changed_at":"2026-01-02T00:00:00Z"}]"""));

        await using var hub = await HubProcess.StartAsync("instances: []");
        var root = Directory.CreateTempSubdirectory("plutora-partner-").FullName;
        try
        {
            var page = await PartnerPage.ReadAsync("first-connector.md");
            await packages.UseInAsync(root);
            var outside = new Shell(Directory.CreateDirectory(Path.Combine(root, "work")).FullName, hub.Home, hub.Http.BaseAddress!.ToString());
            await outside.RunAsync(page.Command("dotnet new install Plutora.Integration.Templates"));
            await outside.RunAsync(page.Command("dotnet new plutora-connector -n Acme.HelpDesk"));

            var folder = Path.Combine(root, "work", "Acme.HelpDesk");
            page.HoldsLinesOf(folder);
            var inside = new Shell(folder, hub.Home, hub.Http.BaseAddress!.ToString());
            var tests = await inside.RunAsync(page.Command("dotnet test"));
            Assert.Contains("failed: 0", tests, StringComparison.Ordinal);
            Assert.Contains("The connector takes no webhooks.", tests, StringComparison.Ordinal);

            await File.WriteAllTextAsync(Path.Combine(root, "token"), "s3cret-of-desk", Ct);
            var dev = page.Command("plutora connector dev src/Acme.HelpDesk --option address=https://desk.example/api/ --option token=file:/some/file");
            var shown = JsonElement.Parse(await inside.RunAsync(dev.Replace("https://desk.example/", tool.Url + "/", StringComparison.Ordinal).Replace("/some/file", Path.Combine(root, "token"), StringComparison.Ordinal) + " --once --json"));
            var record = Assert.Single(shown.GetProperty("records").EnumerateArray());
            Assert.Equal(("7", "dev/work-item/7"), (record.GetProperty("id").GetString(), Assert.Single(record.GetProperty("entities").EnumerateArray()).GetProperty("id").GetString()));

            await inside.RunAsync(page.Command("dotnet pack -c Release src/Acme.HelpDesk"));
            await inside.RunAsync(page.Command("plutora connector install packages/Acme.HelpDesk.1.0.0.nupkg"));
            await inside.RunAsync(page.Command("plutora secret put help-desk-token"), "s3cret-of-desk");
            var add = page.Command("plutora instance add help-desk --connector help-desk --option address=https://desk.example/api/ --option token=store:help-desk-token");
            await inside.RunAsync(add.Replace("https://desk.example/", tool.Url + "/", StringComparison.Ordinal));

            JsonElement ticket = default;
            await Waiting.UntilAsync("the ticket is published", async () =>
            {
                using var answer = await hub.Http.GetAsync("/api/v1/entities?id=help-desk/work-item/7", Ct);
                if (answer.StatusCode != HttpStatusCode.OK) return false;
                ticket = JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(Ct));
                return true;
            });
            Assert.Contains("Printer", ticket.GetRawText(), StringComparison.Ordinal);
            Assert.Contains("\"in-progress\"", ticket.GetRawText(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
