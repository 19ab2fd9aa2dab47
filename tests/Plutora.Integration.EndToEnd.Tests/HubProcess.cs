using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Plutora.Integration.Tests;

namespace Plutora.Integration.EndToEnd.Tests;

/// <summary>A hub as users run it: <c>plutora up</c> in a process of its own, on a home folder and a port of its own.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    public const string Secret = "end to end";
    private readonly int _port = FreePorts.InARow(1);
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly StringBuilder _output = new();
    private Process? _process;

    private HubProcess(string home, IReadOnlyDictionary<string, string> environment) => (Home, _environment) = (home, environment);

    public string Home { get; }

    /// <summary>The <c>plutora.dll</c> that is run; the built one unless set before the start.</summary>
    public string Program { get; init; } = Places.HubProgram;

    public string Log => Path.Combine(Home, "log.db");

    /// <summary>All that the process has written to its standard output and error, over all its starts.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    // A busy machine may answer late; a body that waits for 100 Continue must not be sent meanwhile.
    public HttpClient Http { get; } = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) }) { Timeout = TimeSpan.FromSeconds(30) };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Writes a home folder with the given settings and starts a hub on it.</summary>
    /// <param name="settings">The content of <c>plutora.yaml</c>; <c>{home}</c> is replaced.</param>
    /// <param name="plugins">Plugins of the tests that are put into the home's folder <c>dropped</c>.</param>
    /// <param name="environment">Variables of the process.</param>
    /// <param name="program">The <c>plutora.dll</c> that is run; the built one where left out.</param>
    public static async Task<HubProcess> StartAsync(string settings, IReadOnlyList<string>? plugins = null, IReadOnlyDictionary<string, string>? environment = null, string? program = null)
    {
        var hub = await PrepareAsync(settings, plugins, environment, program);
        await hub.StartAgainAsync();
        return hub;
    }

    /// <summary>As <see cref="StartAsync"/>, without the start.</summary>
    public static async Task<HubProcess> PrepareAsync(string settings, IReadOnlyList<string>? plugins = null, IReadOnlyDictionary<string, string>? environment = null, string? program = null)
    {
        var hub = new HubProcess(Directory.CreateTempSubdirectory("plutora-e2e-").FullName, environment ?? new Dictionary<string, string>()) { Program = program ?? Places.HubProgram };
        foreach (var plugin in plugins ?? []) Places.Drop(plugin, Path.Combine(hub.Home, "dropped"));
        await File.WriteAllTextAsync(Path.Combine(hub.Home, "webhook.secret"), Secret, Ct);
        await File.WriteAllTextAsync(Path.Combine(hub.Home, "plutora.yaml"), settings.Replace("{home}", hub.Home, StringComparison.Ordinal), Ct);
        hub.Http.BaseAddress = new($"http://127.0.0.1:{hub._port}");
        return hub;
    }

    /// <summary>Ends this hub at once and starts another on an empty home folder, to which only the settings, the master key and the log are brought.</summary>
    public async Task<HubProcess> TakeOverAsync()
    {
        await KillAsync();
        var next = new HubProcess(Directory.CreateTempSubdirectory("plutora-e2e-").FullName, _environment) { Program = Program };
        next.Http.BaseAddress = new($"http://127.0.0.1:{next._port}");
        foreach (var file in new[] { "plutora.yaml", "master.key", "log.db", "log.db-wal" }.Where(name => File.Exists(Path.Combine(Home, name)))) File.Copy(Path.Combine(Home, file), Path.Combine(next.Home, file));
        await next.StartAgainAsync(await File.ReadAllTextAsync(Path.Combine(Home, "admin.key"), Ct));
        return next;
    }

    /// <summary>Starts the hub on its home folder and waits until it is ready.</summary>
    /// <param name="key">The key that calls carry; the one in the home folder where left out.</param>
    public async Task StartAgainAsync(string? key = null)
    {
        Launch();
        await Waiting.UntilAsync("the hub is ready", async () =>
        {
            Assert.False(_process!.HasExited, "The hub ended at its start, with its last words first: " + LastWordsFirst());
            return await IsReadyAsync();
        });

        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key ?? await File.ReadAllTextAsync(Path.Combine(Home, "admin.key"), Ct));
    }

    /// <summary>Waits until the process has ended, with all that it wrote.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndedAsync()
    {
        await _process!.WaitForExitAsync(Ct);
        return _process.ExitCode;
    }

    /// <summary>Whether the process has ended.</summary>
    public bool HasEnded => _process is null or { HasExited: true };

    /// <summary>Memory that the process has, in bytes.</summary>
    public long Memory()
    {
        _process!.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>Fails with what the process has written, when it ended by itself.</summary>
    public void IsAlive() => Assert.False(_process!.HasExited, "The hub ended, with its last words first: " + LastWordsFirst());

    /// <summary>Starts the process and waits for nothing.</summary>
    public void Launch()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Home };
        foreach (var argument in new[] { Program, "up", "--urls", $"http://127.0.0.1:{_port}" }) start.ArgumentList.Add(argument);
        start.Environment["PLUTORA_HOME"] = Home;
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Ends the process at once, wherever it is.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(Ct);
    }

    /// <summary>Asks the process to end, as a service manager does.</summary>
    public async Task TerminateAsync()
    {
        using var asking = Process.Start("bash", ["-c", $"kill -TERM {_process!.Id}"]);
        await asking.WaitForExitAsync(Ct);
        Assert.Equal(0, asking.ExitCode);
    }

    /// <summary>Delivers a GitHub webhook, signed.</summary>
    public async Task<HttpStatusCode> DeliverAsync(string name, string delivery, byte[] body, CancellationToken cancellationToken) => (await AnswerAsync(name, delivery, body, cancellationToken)).Status;

    /// <summary>As <see cref="DeliverAsync"/>, with when it may be sent again.</summary>
    public async Task<(HttpStatusCode Status, RetryConditionHeaderValue? RetryAfter)> AnswerAsync(string name, string delivery, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/github-main") { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = null;
        request.Headers.Add("X-GitHub-Event", name);
        request.Headers.Add("X-GitHub-Delivery", delivery);
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
        using var response = await Http.SendAsync(request, cancellationToken);
        return (response.StatusCode, response.Headers.RetryAfter);
    }

    public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await Http.GetByteArrayAsync(path, Ct));

    /// <summary>An entity as it stands, or null while the hub does not know it.</summary>
    public async Task<JsonElement?> FindEntityAsync(string id)
    {
        using var response = await Http.GetAsync($"/api/v1/entities?id={Uri.EscapeDataString(id)}", Ct);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        response.EnsureSuccessStatusCode();
        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Ct)).GetProperty("entity");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        Http.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    // Whoever reads the first lines of a failed test's message shall find why the hub ended.
    private string LastWordsFirst() => string.Join(Environment.NewLine, Output.TrimEnd().Split(Environment.NewLine).Reverse());

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.AppendLine(line.Data);
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
}
