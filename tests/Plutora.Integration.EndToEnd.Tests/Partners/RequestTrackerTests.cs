using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Plutora.Integration.EndToEnd.Tests.Partners;

/// <summary>
/// The way that docs/partners/request-tracker.md shows, from packed packages alone and on the real Request Tracker: the template, the files of <c>samples/request-tracker</c>, and each command as it stands on the page.
/// </summary>
public sealed partial class RequestTrackerTests(PackedPackages packages)
{
    private static readonly string Sample = Path.Combine(Places.Root, "samples", "request-tracker");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_partners_connector_comes_about_reads_the_real_tool_and_closes_a_ticket()
    {
        await using var tracker = await RequestTrackerServer.StartAsync();
        var ticket = await tracker.OpenTicketAsync("Printer");
        var token = await tracker.TokenAsync();
        await using var hub = await HubProcess.StartAsync("instances: []");
        var root = Directory.CreateTempSubdirectory("plutora-partner-").FullName;
        try
        {
            var page = await PartnerPage.ReadAsync("request-tracker.md");
            await packages.UseInAsync(root);
            var outside = new Shell(Directory.CreateDirectory(Path.Combine(root, "work")).FullName, hub.Home, hub.Http.BaseAddress!.ToString());
            await outside.RunAsync(page.Command("dotnet new install Plutora.Integration.Templates"));
            await outside.RunAsync(page.Command("dotnet new plutora-connector -n Acme.RequestTracker"));

            // Nothing of the sample comes from elsewhere: it is the template with the files of the page.
            var folder = Path.Combine(root, "work", "Acme.RequestTracker");
            Assert.Equal(page.Files.Keys.Order(StringComparer.Ordinal), await ChangedAsync(folder));
            foreach (var file in page.Files.Keys) File.Copy(Path.Combine(Sample, file), Path.Combine(folder, file), overwrite: true);
            page.HoldsLinesOf(folder);

            var inside = new Shell(folder, hub.Home, hub.Http.BaseAddress!.ToString());
            Assert.Contains("failed: 0", await inside.RunAsync(page.Command("dotnet test")), StringComparison.Ordinal);

            await File.WriteAllTextAsync(Path.Combine(root, "token"), token, Ct);
            var dev = page.Command("plutora connector dev src/Acme.RequestTracker --option address=https://rt.example.com/ --option token=file:/some/file");
            var shown = JsonElement.Parse(await inside.RunAsync(At(dev).Replace("/some/file", Path.Combine(root, "token"), StringComparison.Ordinal) + " --once --json --records 1000"));
            Assert.Contains(shown.GetProperty("records").EnumerateArray(), r => r.GetProperty("id").GetString() == ticket && r.GetProperty("entities")[0].GetProperty("id").GetString() == $"dev/work-item/{ticket}");

            await inside.RunAsync(page.Command("dotnet pack -c Release src/Acme.RequestTracker"));
            await inside.RunAsync(page.Command("plutora connector install packages/Acme.RequestTracker.1.0.0.nupkg"));
            await inside.RunAsync(page.Command("plutora secret put request-tracker-token"), token);
            await inside.RunAsync(At(page.Command("plutora instance add request-tracker --connector request-tracker --option address=https://rt.example.com/ --option token=store:request-tracker-token")));
            Assert.Contains("Reached Request Tracker 5", await inside.RunAsync(page.Command("plutora instance check request-tracker")), StringComparison.Ordinal);
            await Waiting.UntilAsync("the ticket is published", async () => (await EventsAsync()).Count > 0);
            Assert.Equal("in-progress", Assert.Single(await EventsAsync()).GetProperty("data").GetProperty("state").GetString());

            var preview = await inside.RunAsync(On(page.Command("plutora action preview close-ticket --on '#7'")));
            Assert.Contains($"Ticket {ticket} would be set from open to resolved.", preview, StringComparison.Ordinal);
            Assert.Equal("open", (await tracker.TicketAsync(ticket)).GetProperty("Status").GetString());
            Assert.Contains("succeeded", await inside.RunAsync(On(page.Command("plutora action run close-ticket --on '#7'"))), StringComparison.Ordinal);
            var action = JsonElement.Parse(await hub.Http.GetByteArrayAsync("/api/v1/actions", Ct)).GetProperty("actions")[0].GetProperty("id").GetString();
            Assert.Equal("resolved", (await tracker.TicketAsync(ticket)).GetProperty("Status").GetString());

            await inside.RunAsync(page.Command("plutora instance read request-tracker --wait"));
            await Waiting.UntilAsync("the change is published", async () => (await EventsAsync()).Count > 1);
            await inside.RunAsync(page.Command("plutora instance read request-tracker --wait"));
            var told = Assert.Single(await EventsAsync(), e => e.GetProperty("data").GetProperty("state").GetString() == "resolved");
            Assert.Equal(action, told.GetProperty("causationid").GetString());
            var closed = told.GetProperty("data");
            Assert.Equal(
                [("in-progress", "open"), ("resolved", "resolved")],
                closed.GetProperty("stateHistory").EnumerateArray().Select(c => (c.GetProperty("to").GetString(), c.GetProperty("sourceTo").GetString())));
            Assert.Contains("resolved", await inside.RunAsync(page.Command("plutora events tail --topic cdm.work-item.v1 --no-follow --json")), StringComparison.Ordinal);

            // By the API, and asked for twice with one key: the tool is told once.
            var comment = new { action = "comment", target = $"request-tracker/work-item/{ticket}", arguments = new { text = "Deployed." }, idempotencyKey = "deployed-7" };
            for (var i = 0; i < 2; i++)
            {
                using var answer = await hub.Http.PostAsJsonAsync("/api/v1/actions?wait=30", comment, Ct);
                Assert.Equal("succeeded", JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(Ct)).GetProperty("status").GetString(), ignoreCase: true);
            }

            Assert.Equal(1, await tracker.CountAsync(ticket, "Comment"));

            // A close with a comment is one change; RT's own words are told where it refuses one.
            Assert.Equal("rejected", (await ActAsync("rejected")).GetProperty("result").GetProperty("state").GetString());
            Assert.Equal(("rejected", 2), ((await tracker.TicketAsync(ticket)).GetProperty("Status").GetString(), await tracker.CountAsync(ticket, "Comment")));
            Assert.Contains("isn't a valid status", (await ActAsync("nonsense")).GetProperty("reason").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        async Task<JsonElement> ActAsync(string resolution)
        {
            var body = new { action = "close-ticket", target = $"request-tracker/work-item/{ticket}", arguments = new { resolution, comment = "Not ours." }, idempotencyKey = resolution };
            using var answer = await hub.Http.PostAsJsonAsync("/api/v1/actions?wait=30", body, Ct);
            return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(Ct));
        }

        string At(string command) => command.Replace("https://rt.example.com/", tracker.Address, StringComparison.Ordinal);
        string On(string command) => command.Replace("'#7'", $"#{ticket}", StringComparison.Ordinal);

        async Task<List<JsonElement>> EventsAsync() => [.. (await hub.Http.GetStringAsync("/api/v1/events?topic=cdm.work-item.v1&from=earliest&follow=false&limit=5000", Ct)).Split('\n')
            .Where(line => line.StartsWith("data: {\"specversion\"", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line["data: ".Length..]))
            .Where(e => e.GetProperty("subject").GetString() == $"request-tracker/work-item/{ticket}")];
    }

    [Fact]
    public async Task What_the_page_shows_stands_in_the_sample()
    {
        var page = await PartnerPage.ReadAsync("request-tracker.md");
        var sources = await Task.WhenAll(page.Files.Keys.Select(file => File.ReadAllTextAsync(Path.Combine(Sample, file), Ct)));
        Assert.NotEmpty(page.Blocks);
        Assert.All(page.Blocks, block => Assert.Contains(sources, source => Flat(source).Contains(Flat(block), StringComparison.Ordinal)));
    }

    // Files of the sample that the template did not make as they are; of packages, the version is the partner's own choice.
    private static async Task<List<string>> ChangedAsync(string made)
    {
        var changed = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Sample, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Select(f => Path.GetRelativePath(Sample, f)))
        {
            if (Built().IsMatch(file)) continue;
            var here = await File.ReadAllTextAsync(Path.Combine(Sample, file), Ct);
            var there = Path.Combine(made, file);
            if (!File.Exists(there) || OurVersion().Replace(here, "") != OurVersion().Replace(await File.ReadAllTextAsync(there, Ct), "")) changed.Add(file);
        }

        return [.. changed.Order(StringComparer.Ordinal)];
    }

    private static string Flat(string code) => Blanks().Replace(code, " ").Trim();

    [GeneratedRegex(@"(^|[\\/])(bin|obj|packages|TestResults)[\\/]")]
    private static partial Regex Built();

    [GeneratedRegex("""(?<="Plutora\.[\w.]+" )Version="[^"]+" """)]
    private static partial Regex OurVersion();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
