using System.Diagnostics;
using System.Net.Http.Json;
using Plutora.Integration.EndToEnd.Tests;
using Plutora.Integration.Tests;

namespace Plutora.Integration.EndToEnd.Kafka.Tests;

/// <summary>A TCP proxy that injects faults, from <c>../shared/tools</c>.</summary>
internal sealed class Toxiproxy : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _api;

    private Toxiproxy(Process process, int port) => (_process, _api) = (process, new() { BaseAddress = new($"http://127.0.0.1:{port}") });

    /// <summary>The port that is listened on.</summary>
    public int Port { get; } = FreePorts.InARow(1);

    /// <summary>Starts a proxy before a port of this machine.</summary>
    public static async Task<Toxiproxy> StartAsync(int upstream)
    {
        var find = new ProcessStartInfo(Path.Combine(Shared.Folder("tools"), "tool")) { RedirectStandardOutput = true };
        find.ArgumentList.Add("toxiproxy-server");
        using var found = Process.Start(find)!;
        var program = (await found.StandardOutput.ReadToEndAsync()).Trim();
        var port = FreePorts.InARow(1);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-host", "127.0.0.1", "-port", $"{port}"]) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        var proxy = new Toxiproxy(process, port);
        await Waiting.UntilAsync("the proxy answers", proxy.AnswersAsync);
        await proxy.PostAsync("/proxies", new { name = "broker", listen = $"127.0.0.1:{proxy.Port}", upstream = $"127.0.0.1:{upstream}", enabled = true });
        return proxy;
    }

    /// <summary>What is answered comes so much later.</summary>
    public Task DelayAsync(int milliseconds) => AddAsync("latency", "downstream", new { latency = milliseconds, jitter = 0 });

    /// <summary>So much passes a second, either way.</summary>
    public async Task NarrowAsync(int kilobytes)
    {
        foreach (var way in (string[])["upstream", "downstream"]) await AddAsync("bandwidth", way, new { rate = kilobytes });
    }

    /// <summary>Every connection is reset, and each new one.</summary>
    public Task ResetAsync() => AddAsync("reset_peer", "downstream", new { timeout = 0 });

    /// <summary>Connections stay open, and nothing passes either way.</summary>
    public async Task SwallowAsync()
    {
        foreach (var way in (string[])["upstream", "downstream"]) await AddAsync("timeout", way, new { timeout = 0 });
    }

    /// <summary>Takes all faults away.</summary>
    public Task MendAsync() => PostAsync("/reset", new { });

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _api.Dispose();
    }

    private Task AddAsync(string type, string way, object attributes) => PostAsync("/proxies/broker/toxics", new { name = $"{type}-{way}", type, stream = way, toxicity = 1.0, attributes });

    private async Task PostAsync(string path, object body)
    {
        using var answer = await _api.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"The proxy refuses {path}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await _api.GetAsync("/version", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
