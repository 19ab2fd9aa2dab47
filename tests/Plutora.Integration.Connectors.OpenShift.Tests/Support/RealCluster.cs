using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Sdk.Streams;
using Plutora.Integration.Tests;

namespace Plutora.Integration.Connectors.OpenShift.Tests.Support;

/// <summary>A real Kubernetes control plane on ports of its own, with OpenShift's kinds.</summary>
public sealed class RealCluster : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"plutora-cluster-{Guid.NewGuid():n}");
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    // The control plane takes three ports in a row.
    private readonly int _port = FreePorts.InARow(3);
    private string? _script;

    /// <summary>Why there is none; null when there is one.</summary>
    public string? Missing { get; private set; }

    public string Server => _told["server"];

    public string Token => _told["hub-token"];

    /// <summary>File with the authority that signed its certificate.</summary>
    public string Authority => _told["ca"];

    public string AdminToken => _told["token"];

    public async ValueTask InitializeAsync()
    {
        _script = Shared.Find("kubernetes", "kubernetes");
        Missing = _script is null ? "../shared is not present: kubernetes is not there." : FindProgram("etcd") is null ? "etcd is not installed: apt-get install etcd-server." : null;
        if (Missing is null)
        {
            foreach (var word in (await RunAsync("start", "--dir", _folder, "--port", $"{_port}")).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (word.Split('=', 2) is [var name, var value])
                {
                    _told[name] = value;
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            await RunAsync("stop", "--dir", _folder);
        }
    }

    /// <summary>Options of an instance that reads it; those given replace what is usual.</summary>
    public JsonObject Options(params (string Name, JsonNode Value)[] options)
    {
        var json = new JsonObject { ["address"] = Server, ["token"] = Token, ["certificateAuthority"] = _told["ca"], ["watchSeconds"] = 1 };
        foreach (var (name, value) in options)
        {
            json[name] = value;
        }

        return json;
    }

    public ConnectorInstance Open(params (string Name, JsonNode Value)[] options) => OpenAny(Options(options));

    /// <summary>Opens an instance by options that say all themselves.</summary>
    public static ConnectorInstance OpenAny(JsonObject json)
    {
        var connector = new OpenShiftConnector();
        Assert.Empty(connector.Validate(json));
        return ((IConnector)connector).Open(new("ocp", json, NullLogger.Instance, TimeProvider.System, Path.GetTempPath()), null!);
    }

    public Task<string> KubectlAsync(params string[] arguments) => RunAsync(["kubectl", "--dir", _folder, .. arguments]);

    public async Task ApplyAsync(JsonObject document)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():n}.json");
        await File.WriteAllTextAsync(file, document.ToJsonString());
        await KubectlAsync("apply", "-f", file);
    }

    /// <summary>Plays the node's part: every pending pod of the namespace becomes ready.</summary>
    public Task ReadyAsync(string ns) => Waiting.UntilAsync($"the pods of {ns} are ready", async () =>
    {
        try
        {
            await RunAsync("ready", "--dir", _folder, ns);
            return true;
        }
        catch (InvalidOperationException gone) when (gone.Message.Contains("(NotFound)", StringComparison.Ordinal))
        {
            // A rollout took a pod away that was about to become ready.
            return false;
        }
    });

    /// <summary>Kills the API server and starts it again, as it was started.</summary>
    /// <param name="meanwhile">What happens before it answers again.</param>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        var file = Path.Combine(_folder, "apiserver.pid");
        var id = int.Parse(await File.ReadAllTextAsync(file), System.Globalization.CultureInfo.InvariantCulture);
        var command = (await File.ReadAllTextAsync($"/proc/{id}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var environment = new ProcessStartInfo("kill", ["-9", $"{id}"]);
        using (var kill = Process.Start(environment)!)
        {
            await kill.WaitForExitAsync();
        }

        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        // What was killed lets its port go a moment later than `kill` returns.
        await Waiting.UntilAsync("the port is free", () => !IsListening(_port));
        var start = new ProcessStartInfo("bash", ["-c", "nohup setsid \"$@\" >>\"$0\" 2>&1 </dev/null & echo $!", Path.Combine(_folder, "apiserver.log"), .. command]) { RedirectStandardOutput = true };
        using var again = Process.Start(start)!;
        await File.WriteAllTextAsync(file, (await again.StandardOutput.ReadLineAsync())!);
        await Waiting.UntilAsync("the server is ready", async () =>
        {
            try
            {
                await KubectlAsync("get", "--raw", "/readyz");
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
    }

    /// <summary>Lets etcd forget every version but the present one.</summary>
    public async Task CompactAsync()
    {
        using var etcd = new HttpClient { BaseAddress = new($"http://127.0.0.1:{_port + 1}") };
        using var range = await etcd.PostAsJsonAsync("/v3/kv/range", new JsonObject { ["key"] = "AA==" });
        var revision = (await range.Content.ReadFromJsonAsync<JsonObject>())!["header"]!["revision"]!.ToString();
        using var compacted = await etcd.PostAsJsonAsync("/v3/kv/compaction", new JsonObject { ["revision"] = revision, ["physical"] = true });
        compacted.EnsureSuccessStatusCode();
    }

    public static async Task<List<RecordPage>> ReadAsync(ConnectorInstance instance, string stream, Cursor? cursor = null, ReadMode mode = ReadMode.Incremental) =>
        await instance.ReadAsync(new() { Stream = stream, Cursor = cursor, Mode = mode }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    /// <summary>Does it again while a controller changes the object at the same moment, which the server tells as a conflict.</summary>
    public static async Task<T> SteadyAsync<T>(Func<Task<T>> act)
        where T : class
    {
        T? result = null;
        await Waiting.UntilAsync("no controller is in between", async () =>
        {
            try
            {
                result = await act();
                return true;
            }
            catch (ConnectorException fault) when (fault.Message.Contains("as a conflict", StringComparison.Ordinal) || fault.Message.Contains("Invalid", StringComparison.Ordinal))
            {
                return false;
            }
        });
        return result!;
    }

    private static string? FindProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, name)).FirstOrDefault(File.Exists);

    private static bool IsListening(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(l => l.Port == port);

    private async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(_script!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"kubernetes {string.Join(' ', arguments)}: {await errors}");
    }
}
