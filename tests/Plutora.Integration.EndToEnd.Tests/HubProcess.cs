using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>A hub as users run it: <c>plutora up</c> in a process of its own, on a home folder and a port of its own.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    public const string Secret = "end to end";
    private readonly int _port = FreePort();
    private Process? _process;

    private HubProcess(string home) => Home = home;

    public string Home { get; }

    public string Log => Path.Combine(Home, "log.db");

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Writes a home folder with the given settings and starts a hub on it.</summary>
    /// <param name="settings">The content of <c>plutora.yaml</c>; <c>{home}</c> is replaced.</param>
    public static async Task<HubProcess> StartAsync(string settings)
    {
        var hub = new HubProcess(Directory.CreateTempSubdirectory("plutora-e2e-").FullName);
        await File.WriteAllTextAsync(Path.Combine(hub.Home, "webhook.secret"), Secret, Ct);
        await File.WriteAllTextAsync(Path.Combine(hub.Home, "plutora.yaml"), settings.Replace("{home}", hub.Home, StringComparison.Ordinal), Ct);
        hub.Http.BaseAddress = new($"http://127.0.0.1:{hub._port}");
        await hub.StartAgainAsync();
        return hub;
    }

    /// <summary>Starts the hub on its home folder and waits until it is ready.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Home };
        foreach (var argument in new[] { Places.HubProgram, "up", "--urls", $"http://127.0.0.1:{_port}" }) start.ArgumentList.Add(argument);
        start.Environment["PLUTORA_HOME"] = Home;
        var output = new StringBuilder();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        _process.ErrorDataReceived += (_, line) => output.AppendLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        while (!await IsReadyAsync())
        {
            Assert.False(_process.HasExited, $"The hub ended at its start:{Environment.NewLine}{output}");
            Ct.ThrowIfCancellationRequested();
        }

        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await File.ReadAllTextAsync(Path.Combine(Home, "admin.key"), Ct));
    }

    /// <summary>Ends the process at once, wherever it is.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(Ct);
    }

    /// <summary>Delivers a GitHub webhook, signed.</summary>
    public async Task<HttpStatusCode> DeliverAsync(string name, string delivery, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/github-main") { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = null;
        request.Headers.Add("X-GitHub-Event", name);
        request.Headers.Add("X-GitHub-Delivery", delivery);
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
        using var response = await Http.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }

    public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await Http.GetByteArrayAsync(path, Ct));

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        Http.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Http.GetAsync("/health/ready", Ct);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
