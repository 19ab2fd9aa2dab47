using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>Rule 34 of state through a whole hub: a plugin that ends the process in a read slows the others for moments and not for good.</summary>
public sealed class CrashingPluginTests
{
    private const int EndsUntilStopped = 5;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plugin_that_ends_the_process_in_a_read_is_held_back_ever_longer_and_then_stays_stopped_while_the_others_go_on()
    {
        await using var hub = await HubProcess.PrepareAsync(
            """
            connectors: { folders: ["{home}/dropped"] }
            instances:
              - { id: crasher, connector: failfast }
              - { id: good, connector: good }
              - { id: github-main, connector: github, options: {}, webhook: { verifier: hmac, secret: "file:{home}/webhook.secret" } }
            """,
            ["FailFast", "Good"]);
        hub.Launch();
        await EndsAsync(hub);
        var seen = 0;
        for (var ends = 1; ends < EndsUntilStopped; ends++)
        {
            if (await IsHeldBackAsync(hub, ends)) seen++;
            await EndsAsync(hub);
        }

        Assert.True(seen >= 2, $"Of {EndsUntilStopped - 1} starts after an end, {seen} were looked at before the next.");
        await hub.StartAgainAsync();
        var stopped = await StateAsync(hub, "crasher");
        Assert.Equal("Failed", stopped.GetProperty("activity").GetString());
        Assert.Contains("is stopped: the hub ended uncleanly 5 times in a row while its call 'read:thing' was in flight", stopped.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.False(stopped.TryGetProperty("retryAt", out _));
        await OthersGoOnAsync(hub, EndsUntilStopped);
        var shown = await CommandAsync(hub, "instance", "show", "crasher", "--json");
        Assert.Contains("the hub ended uncleanly 5 times in a row", shown, StringComparison.Ordinal);

        // An orderly end and a new start change nothing; only a person starts it again, and then it counts anew.
        await hub.KillAsync();
        await hub.StartAgainAsync();
        Assert.Equal("Failed", (await StateAsync(hub, "crasher")).GetProperty("activity").GetString());
        await ResumeAsync(hub);
        await EndsAsync(hub);
        await hub.StartAgainAsync();
        Assert.Contains("(1 of 5 ends", (await StateAsync(hub, "crasher")).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    // A busy machine may bring the first turns, of some seconds, before anybody has looked.
    private static async Task<bool> IsHeldBackAsync(HubProcess hub, int ends)
    {
        try
        {
            await hub.StartAgainAsync();
            var crasher = await StateAsync(hub, "crasher");
            Assert.Equal("BackingOff", crasher.GetProperty("activity").GetString());
            Assert.Contains($"starts last, after {5 << (ends - 1)} s: the hub ended uncleanly while its call 'read:thing' was in flight ({ends} of 5 ends", crasher.GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.String, crasher.GetProperty("retryAt").ValueKind);
            await OthersGoOnAsync(hub, ends);
            return true;
        }
        catch (Exception told) when (hub.HasEnded || told is HttpRequestException)
        {
            // A connection that breaks tells of the end before the process has gone.
            return false;
        }
    }

    private static async Task EndsAsync(HubProcess hub)
    {
        Assert.NotEqual(0, await hub.EndedAsync());
        Assert.Contains("the plugin ends the process", hub.Output, StringComparison.Ordinal);
    }

    private static async Task ResumeAsync(HubProcess hub)
    {
        try
        {
            using var resumed = await hub.Http.PostAsync("/api/v1/instances/crasher/resume", null, Ct);
        }
        catch (HttpRequestException)
        {
            // The process may end before it has answered.
        }
    }

    // Long before the crasher's turn: nothing here waits for it.
    private static async Task OthersGoOnAsync(HubProcess hub, int number)
    {
        var id = number.ToString(CultureInfo.InvariantCulture);
        await Waiting.UntilAsync("a webhook is taken", async () => await hub.DeliverAsync("issues", id, Issue(id), Ct) == HttpStatusCode.Accepted);
        await Waiting.UntilAsync("its entity is there", async () => await hub.FindEntityAsync($"github-main/work-item/{id}") is not null);
        await Waiting.UntilAsync("another instance has read", async () => (await StateAsync(hub, "good")).GetProperty("streams").TryGetProperty("thing", out var read) && read.TryGetProperty("lastReadAt", out _));
        Assert.Equal("Running", (await StateAsync(hub, "good")).GetProperty("activity").GetString());
    }

    private static async Task<JsonElement> StateAsync(HubProcess hub, string instance) => (await hub.GetAsync("/api/v1/instances/" + instance)).GetProperty("state");

    private static async Task<string> CommandAsync(HubProcess hub, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Places.HubProgram, .. arguments, "--hub", hub.Http.BaseAddress!.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PLUTORA_HOME"] = hub.Home;
        using var command = Process.Start(start)!;
        var error = command.StandardError.ReadToEndAsync(Ct);
        var output = await command.StandardOutput.ReadToEndAsync(Ct);
        await command.WaitForExitAsync(Ct);
        Assert.True(command.ExitCode == 0, output + await error);
        return output;
    }

    private static byte[] Issue(string id) => Encoding.UTF8.GetBytes($$$"""
        {"action":"opened","repository":{"id":1,"full_name":"o/r","url":"https://api.github.com/repos/o/r"},
         "issue":{"id":{{{id}}},"number":{{{id}}},"title":"t","state":"open","user":{"id":5,"login":"ann","type":"User"},"labels":[],"assignees":[],
         "url":"https://api.github.com/repos/o/r/issues/{{{id}}}","html_url":"https://github.com/o/r/issues/{{{id}}}","repository_url":"https://api.github.com/repos/o/r",
         "created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"} }
        """);
}
