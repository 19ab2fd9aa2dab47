using System.Net;
using System.Net.Http.Headers;

namespace Plutora.Integration.Cli.Tests;

/// <summary>Backup and restore by commands, as an administrator does them.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_restored_log_takes_over_everything_refuses_positions_of_before_and_repeats_no_event_id()
    {
        await using var shell = await Shell.StartAsync();
        await shell.OkAsync("instance", "add", "gh", "--connector", "github", "--paused");
        await shell.OkAsync("log", "backup", "one.db");
        Assert.Contains("overwrites nothing", (await shell.RunAsync("log", "backup", "one.db")).Error, StringComparison.Ordinal);
        Assert.Contains("without a folder", (await shell.RunAsync("log", "backup", "../one.db")).Error, StringComparison.Ordinal);
        await shell.OkAsync("instance", "add", "later", "--connector", "github", "--paused");
        var position = await PositionAsync(shell, null);
        Assert.NotNull(position.Text);

        var backup = Path.Combine(shell.Home, "backups", "one.db");
        Assert.Equal(1, (await shell.RunAsync("log", "restore", backup, "--replace")).Exit);
        await shell.StopAsync();
        Assert.Contains("--replace", (await shell.RunAsync("log", "restore", backup)).Error, StringComparison.Ordinal);
        Assert.Contains("There is no backup", (await shell.RunAsync("log", "restore", backup + ".nosuch")).Error, StringComparison.Ordinal);
        Assert.Contains("log.db.replaced-", (await shell.OkAsync("log", "restore", backup, "--replace")).Out, StringComparison.Ordinal);

        await shell.UpAsync();
        Assert.Equal("gh", Assert.Single((await shell.OkAsync("instance", "list", "--json")).Json.EnumerateArray()).GetProperty("definition").GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.Gone, (await PositionAsync(shell, position.Text)).Status);
        Assert.Equal(["POST /instances"], (await shell.OkAsync("audit", "list", "--json")).Json.EnumerateArray().Select(e => e.GetProperty("action").GetString()));
    }

    private static async Task<(HttpStatusCode Status, string? Text)> PositionAsync(Shell shell, string? from)
    {
        var key = await File.ReadAllTextAsync(Path.Combine(shell.Home, "admin.key"), TestContext.Current.CancellationToken);
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        using var answer = await http.GetAsync($"{shell.Address}/api/v1/events?topic=cdm.release.v1&follow=false&from={Uri.EscapeDataString(from ?? "earliest")}", TestContext.Current.CancellationToken);
        return (answer.StatusCode, (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n').LastOrDefault(l => l.StartsWith("id: ", StringComparison.Ordinal))?[4..]);
    }
}
