using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Plutora.Integration.Client;
using Plutora.Integration.Client.Subscribing;
using Plutora.Integration.Hub.Hosting;
using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Benchmarks.Hooks;

/// <summary>Signed webhooks at a constant rate (k6) to the hub and to a bare endpoint, and how long they take to a subscriber over HTTP.</summary>
internal static class HooksBenchmark
{
    private const string Secret = "benchmark";

    // Both are measured warm: a process compiles its code in its first seconds, and a webhook is seldom its first.
    private const int WarmUpSeconds = 10;
    private const int MeasuredFrom = 10_000_000;

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var rate = args is [var r, ..] ? int.Parse(r, CultureInfo.InvariantCulture) : 200;
        var seconds = args is [_, var s, ..] ? int.Parse(s, CultureInfo.InvariantCulture) : 30;
        if (await K6Async() is not { } k6)
        {
            await output.WriteLineAsync("k6 is not there: ../shared/tools is needed, or k6 on the PATH.");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("plutora-hooks-").FullName;
        try
        {
            await output.WriteLineAsync("| webhooks a second | | p50 | p95 | p99 | max | refused |\n| ---: | --- | ---: | ---: | ---: | ---: | ---: |");
            await using (var bare = await BareEndpoint.StartAsync(Path.Combine(folder, "bare.db")))
            {
                await LoadAsync(k6, Address(bare), rate, WarmUpSeconds, first: 0);
                await RowAsync(output, rate, "bare endpoint, POST answered", await LoadAsync(k6, Address(bare), rate, seconds, first: MeasuredFrom));
            }

            await HubAsync(k6, folder, rate, seconds, output);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task HubAsync(string k6, string folder, int rate, int seconds, TextWriter output)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "secret"), Secret);
        await File.WriteAllTextAsync(Path.Combine(folder, "plutora.yaml"), $$"""
            instances:
              - { id: github-main, connector: github, options: {}, paused: true, webhook: { verifier: hmac, secret: "file:{{folder}}/secret" } }
            """);
        await using var hub = HubHost.Build(["--urls", "http://127.0.0.1:0"], new HubHome(folder), TimeProvider.System);
        await hub.StartAsync();
        using var stop = new CancellationTokenSource();
        var took = new List<double>();
        var subscribed = SubscribeAsync(hub, await File.ReadAllTextAsync(Path.Combine(folder, "admin.key")), took, stop.Token);
        var warmUp = await LoadAsync(k6, Address(hub), rate, WarmUpSeconds, first: 0);
        await CameAsync(took, warmUp);
        took.Clear();
        var load = await LoadAsync(k6, Address(hub), rate, seconds, first: MeasuredFrom);
        await RowAsync(output, rate, "hub, POST answered (stored durably)", load);
        await CameAsync(took, load);

        await stop.CancelAsync();
        await subscribed;
        took.Sort();
        await RowAsync(output, rate, "hub, from POST sent to subscriber", new(took[took.Count / 2], took[took.Count * 95 / 100], took[took.Count * 99 / 100], took[^1], took.Count, 0));
        await hub.StopAsync();
    }

    private static async Task CameAsync(List<double> took, Load load)
    {
        while (took.Count < load.Sent - load.Failed)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static async Task SubscribeAsync(WebApplication hub, string key, List<double> took, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var subscriber = new EventSubscriber(http, new HubConnection(new(Address(hub)), key.Trim()), TimeProvider.System);
        try
        {
            await foreach (var received in subscriber.StreamAsync(["cdm.work-item.v1"], null, follow: true, cancellationToken))
            {
                if (received.Event is { } told && JsonElement.Parse(told.Data.Span).TryGetProperty("title", out var sent))
                {
                    took.Add(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - long.Parse(sent.GetString()!, CultureInfo.InvariantCulture));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // All have come.
        }
    }

    private static async Task<Load> LoadAsync(string k6, string address, int rate, int seconds, int first)
    {
        var start = new ProcessStartInfo(k6) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "run", "--quiet", "-e", $"ADDRESS={address}", "-e", $"SECRET={Secret}", "-e", $"RATE={rate}", "-e", $"SECONDS={seconds}", "-e", $"FIRST={first}", Path.Combine(AppContext.BaseDirectory, "Hooks", "load.js") })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["K6_NO_USAGE_REPORT"] = "true";
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return JsonSerializer.Deserialize<Load>(said, JsonSerializerOptions.Web)!;
    }

    private static async Task<string?> K6Async()
    {
        if (Shared.Find("tools", "tool") is { } tool)
        {
            using var process = Process.Start(new ProcessStartInfo(tool, ["k6"]) { RedirectStandardOutput = true })!;
            return (await process.StandardOutput.ReadToEndAsync()).Trim();
        }

        return Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "k6")).FirstOrDefault(File.Exists);
    }

    private static string Address(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static Task RowAsync(TextWriter output, int rate, string what, Load load) => output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"| {rate} | {what} | {load.P50:F1} ms | {load.P95:F1} ms | {load.P99:F1} ms | {load.Max:F0} ms | {load.Failed} of {load.Sent} |"));

    private sealed record Load(double P50, double P95, double P99, double Max, long Sent, long Failed);
}
