using System.Net;
using System.Net.Http.Headers;

namespace Plutora.Integration.Cli.Tests;

/// <summary>The number of partitions changed by a copy, as an administrator does it.</summary>
public sealed class CopyTests
{
    [Fact]
    public async Task A_log_is_copied_to_more_partitions_and_the_hub_and_subscribers_go_on_with_it()
    {
        await using var shell = await Shell.StartAsync();
        await shell.OkAsync("instance", "add", "gh", "--connector", "github", "--paused");
        var (_, position) = await PositionAsync(shell, "earliest");
        Assert.Equal(1, (await shell.RunAsync("log", "copy", "--partitions", "7")).Exit);
        await shell.StopAsync();
        Assert.Equal(2, (await shell.RunAsync("log", "copy", "--partitions", "0")).Exit);
        Assert.Contains("is not being copied", (await shell.RunAsync("log", "copy", "--abandon")).Error, StringComparison.Ordinal);

        var copied = await shell.OkAsync("log", "copy", "--partitions", "7");
        Assert.Contains("Set log.partitions to 7", copied.Out, StringComparison.Ordinal);
        await shell.WriteAsync("plutora.yaml", "instances: []\nlog: { partitions: 7 }\n");
        await shell.UpAsync();
        Assert.Equal("gh", Assert.Single((await shell.OkAsync("instance", "list", "--json")).Json.EnumerateArray()).GetProperty("definition").GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.OK, (await PositionAsync(shell, position!)).Status);
        Assert.Equal(HttpStatusCode.Gone, (await PositionAsync(shell, "another.7")).Status);
    }

    private static async Task<(HttpStatusCode Status, string? Text)> PositionAsync(Shell shell, string from)
    {
        var key = await File.ReadAllTextAsync(Path.Combine(shell.Home, "admin.key"), TestContext.Current.CancellationToken);
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        using var answer = await http.GetAsync($"{shell.Address}/api/v1/events?topic=cdm.release.v1&follow=false&from={Uri.EscapeDataString(from)}", TestContext.Current.CancellationToken);
        return (answer.StatusCode, (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n').LastOrDefault(l => l.StartsWith("id: ", StringComparison.Ordinal))?[4..]);
    }
}
