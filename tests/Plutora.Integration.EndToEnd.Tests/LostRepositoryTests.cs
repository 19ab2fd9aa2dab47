using System.Globalization;
using System.Text.Json;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Rule 17 of state through a hub as users run it: a token that loses one of twenty repositories deletes nothing, and the administrator is told.</summary>
public sealed class LostRepositoryTests
{
    private const int Repositories = 20;
    private const int Lost = 13;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("organisation: o", "no longer sees 1 of the containers")]
    [InlineData("repositories: [{all}]", "GitHub has no o/r13")]
    public async Task A_token_that_loses_one_of_twenty_repositories_deletes_nothing_and_the_administrator_is_told(string options, string told)
    {
        using var github = WireMockServer.Start();
        Serve(github, lost: null);
        options = options.Replace("{all}", string.Join(", ", Enumerable.Range(1, Repositories).Select(r => $"o/r{r}")), StringComparison.Ordinal);
        await using var hub = await HubProcess.StartAsync($$"""
            instances:
              - id: github-main
                connector: github
                options: { baseAddress: "{{github.Url}}/api/v3/", {{options}} }
                fullScanHours: 0
            """);
        while (await CountAsync(hub, "repository") < Repositories || await CountAsync(hub, "work-item") < Repositories * 2) Ct.ThrowIfCancellationRequested();
        await ScanAsync(hub, "repository");
        await ScanAsync(hub, "issue");

        github.Reset();
        Serve(github, Lost);
        await ScanAsync(hub, "issue");
        await ScanAsync(hub, "repository");
        await LogReading.SettledAsync(hub);
        Assert.Equal(Repositories, await CountAsync(hub, "repository"));
        Assert.Equal(Repositories * 2, await CountAsync(hub, "work-item"));
        var held = (await hub.GetAsync("/api/v1/instances/github-main/deletions")).EnumerateArray().Select(h => h.GetProperty("reason").GetString()!);
        var faults = (await hub.GetAsync("/api/v1/instances/github-main")).GetProperty("state").GetProperty("streams").EnumerateObject()
            .Select(s => s.Value.TryGetProperty("fault", out var fault) ? fault.GetString()! : "");
        Assert.Contains(held.Concat(faults), sentence => sentence.Contains(told, StringComparison.OrdinalIgnoreCase));
    }

    // One scan, whole: told by the hub's own progress.
    private static async Task ScanAsync(HubProcess hub, string stream)
    {
        var before = await LastReadAsync(hub, stream);
        using (var asked = await hub.Http.PostAsync($"/api/v1/instances/github-main/scan?stream={stream}", null, Ct))
        {
            Assert.True(asked.IsSuccessStatusCode, await asked.Content.ReadAsStringAsync(Ct));
        }

        while (await LastReadAsync(hub, stream) == before) Ct.ThrowIfCancellationRequested();
    }

    private static async Task<string> LastReadAsync(HubProcess hub, string stream)
    {
        var streams = (await hub.GetAsync("/api/v1/instances/github-main")).GetProperty("state").GetProperty("streams");
        return streams.TryGetProperty(stream, out var state)
            ? $"{(state.TryGetProperty("lastReadAt", out var at) ? at.GetString() : "")} {(state.TryGetProperty("fault", out var fault) ? fault.GetString() : "")}"
            : "";
    }

    private static async Task<int> CountAsync(HubProcess hub, string entity)
    {
        var page = await hub.Http.GetStringAsync($"/api/v1/events?topic=cdm.{entity}.v1&from=earliest&follow=false&limit=5000", Ct);
        var events = page.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line[6..])).ToList();
        Assert.DoesNotContain(events, e => e.GetProperty("type").GetString()!.Contains("deleted", StringComparison.Ordinal));
        return events.Select(e => e.GetProperty("subject").GetString()).Distinct().Count();
    }

    private static void Serve(WireMockServer github, int? lost)
    {
        var seen = Enumerable.Range(1, Repositories).Where(r => r != lost).ToList();
        Get("/orgs/o/repos", "[" + string.Join(',', seen.Select(Repository)) + "]");
        foreach (var repository in seen)
        {
            Get($"/repos/o/r{repository}", Repository(repository));
            Get($"/repos/o/r{repository}/issues", $"[{Issue(repository, 1)},{Issue(repository, 2)}]");
            Get($"/repositories/{repository}/issues", $"[{Issue(repository, 1)},{Issue(repository, 2)}]");
        }

        void Get(string path, string body) =>
            github.Given(Request.Create().WithPath("/api/v3" + path).UsingGet()).RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(body));
    }

    private static string Repository(int number) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["id"] = number,
        ["full_name"] = $"o/r{number}",
        ["name"] = $"r{number}",
        ["default_branch"] = "main",
        ["updated_at"] = "2024-01-01T00:00:00Z",
        ["url"] = $"https://api.github.com/repos/o/r{number}",
        ["html_url"] = $"https://github.com/o/r{number}",
    });

    private static string Issue(int repository, int number) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["id"] = repository * 100 + number,
        ["number"] = number,
        ["title"] = string.Create(CultureInfo.InvariantCulture, $"issue {number}"),
        ["state"] = "open",
        ["created_at"] = "2024-01-01T00:00:00Z",
        ["updated_at"] = "2024-01-01T00:00:00Z",
        ["repository_url"] = $"https://api.github.com/repos/o/r{repository}",
        ["html_url"] = $"https://github.com/o/r{repository}/issues/{number}",
        ["url"] = $"https://api.github.com/repos/o/r{repository}/issues/{number}",
    });
}
