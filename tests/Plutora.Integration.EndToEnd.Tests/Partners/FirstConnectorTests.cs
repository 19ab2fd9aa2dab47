using System.Net;
using System.Text.Json;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Plutora.Integration.EndToEnd.Tests.Partners;

/// <summary>The way that docs/partners/first-connector.md shows, from packed packages alone: each command stands on the page.</summary>
public sealed class FirstConnectorTests
{
    private static readonly string[] Packages =
    [
        "sdk/Plutora.Integration.Model", "sdk/Plutora.Integration.Sdk", "sdk/Plutora.Integration.Sdk.Http", "sdk/Plutora.Integration.Sdk.Testing", "sdk/templates/Plutora.Integration.Templates",
        "mapping/Plutora.Integration.Jsonata", "mapping/Plutora.Integration.Mapping", "hub/Plutora.Integration.EventLog", "hub/Plutora.Integration.Hub.Runtime",
    ];

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
            var page = await File.ReadAllTextAsync(Path.Combine(Places.Root, "docs", "partners", "first-connector.md"), Ct);
            var feed = Path.Combine(root, "feed");
            await PackAsync(root, feed, hub);
            var outside = new Shell(Folder(root, "work"), hub.Home, hub.Http.BaseAddress!.ToString());
            await outside.RunAsync(OnPage(page, "dotnet new install Plutora.Integration.Templates"));
            await outside.RunAsync(OnPage(page, "dotnet new plutora-connector -n Acme.HelpDesk"));

            var folder = Path.Combine(root, "work", "Acme.HelpDesk");
            Assert.All(Lines(page), line => Assert.Equal(line.Value, Counted(Path.Combine(folder, line.Key))));
            var inside = new Shell(folder, hub.Home, hub.Http.BaseAddress!.ToString());
            var tests = await inside.RunAsync(OnPage(page, "dotnet test"));
            Assert.Contains("failed: 0", tests, StringComparison.Ordinal);
            Assert.Contains("The connector takes no webhooks.", tests, StringComparison.Ordinal);

            await File.WriteAllTextAsync(Path.Combine(root, "token"), "s3cret-of-desk", Ct);
            var dev = OnPage(page, "plutora connector dev src/Acme.HelpDesk --option address=https://desk.example/api/ --option token=file:/some/file");
            var shown = JsonElement.Parse(await inside.RunAsync(dev.Replace("https://desk.example/", tool.Url + "/", StringComparison.Ordinal).Replace("/some/file", Path.Combine(root, "token"), StringComparison.Ordinal) + " --once --json"));
            var record = Assert.Single(shown.GetProperty("records").EnumerateArray());
            Assert.Equal(("7", "dev/work-item/7"), (record.GetProperty("id").GetString(), Assert.Single(record.GetProperty("entities").EnumerateArray()).GetProperty("id").GetString()));

            await inside.RunAsync(OnPage(page, "dotnet pack -c Release src/Acme.HelpDesk"));
            await inside.RunAsync(OnPage(page, "plutora connector install packages/Acme.HelpDesk.1.0.0.nupkg"));
            await inside.RunAsync(OnPage(page, "plutora secret put help-desk-token"), "s3cret-of-desk");
            var add = OnPage(page, "plutora instance add help-desk --connector help-desk --option address=https://desk.example/api/ --option token=store:help-desk-token");
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

    // The packages lie in a feed of the test's own, and so do those that are restored: one of another build with the same version would be taken otherwise.
    private static async Task PackAsync(string root, string feed, HubProcess hub)
    {
        var shell = new Shell(Places.Root, hub.Home, "");
        foreach (var package in Packages) await shell.RunAsync($"dotnet pack {package} -c {Places.Configuration} --no-build -v q -o {feed}");
        await File.WriteAllTextAsync(
            Path.Combine(root, "nuget.config"),
            $"""<configuration><packageSources><add key="plutora" value="{feed}" /></packageSources><config><add key="globalPackagesFolder" value="{Path.Combine(root, "restored")}" /></config></configuration>""",
            Ct);
    }

    private static string OnPage(string page, string command)
    {
        Assert.Contains("\n" + command + "\n", page, StringComparison.Ordinal);
        return command;
    }

    // The table of files with their lines, so that the page keeps to the truth.
    private static Dictionary<string, int> Lines(string page) => page.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells.Length > 3 && cells[1].StartsWith('`') && int.TryParse(cells[2], out _)).ToDictionary(cells => cells[1].Trim('`'), cells => int.Parse(cells[2], System.Globalization.CultureInfo.InvariantCulture));

    private static int Counted(string file) => File.ReadLines(file).Count(line => line.Trim() is { Length: > 0 } text && !text.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("using", StringComparison.Ordinal));

    private static string Folder(string root, string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;
}
