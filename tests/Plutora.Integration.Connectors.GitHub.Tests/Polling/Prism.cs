using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Plutora.Integration.Connectors.GitHub.Tests.Polling;

/// <summary>
/// Prism of Stoplight's, run by node: it refuses requests that a description does not know, and answers from it or hands on to another server
/// whose answers it holds against the description, too.
/// </summary>
internal sealed class Prism : IAsyncDisposable
{
    private const string Package = "@stoplight/prism-cli@5.14.2";
    private static readonly SemaphoreSlim Installing = new(1, 1);
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private Prism(Process process) => _process = process;

    public HttpClient Http { get; } = new();

    /// <summary>Serves a description; the test is skipped where node or the package cannot be had.</summary>
    /// <param name="description">File of the description.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="upstream">The server that answers; the description's own examples where there is none.</param>
    public static async Task<Prism> StartAsync(string description, CancellationToken cancellationToken, Uri? upstream = null)
    {
        // The package is installed once, into a folder of its own, unless the environment names one.
        var folder = Environment.GetEnvironmentVariable("PRISM_FOLDER") ?? Path.Combine(Path.GetTempPath(), "plutora-prism");
        var program = Path.Combine(folder, "node_modules", "@stoplight", "prism-cli", "dist", "index.js");
        if (!await InstalledAsync(folder, program, cancellationToken))
        {
            Assert.Skip($"npm cannot install {Package}: nothing is held against {Path.GetFileName(description)} by another program.");
        }

        var port = FreePort();
        var prism = new Prism(Run("node", [program, .. upstream is null ? ["mock"] : new[] { "proxy", "--errors" }, "--host", "127.0.0.1", "--port", $"{port}", description, .. upstream is null ? [] : new[] { upstream.AbsoluteUri }])!);
        prism._process.OutputDataReceived += prism.Keep;
        prism._process.ErrorDataReceived += prism.Keep;
        prism._process.BeginOutputReadLine();
        prism._process.BeginErrorReadLine();
        prism.Http.BaseAddress = new($"http://127.0.0.1:{port}");
        while (!await prism.AnswersAsync(cancellationToken))
        {
            Assert.False(prism._process.HasExited, $"Prism ended at its start: {prism._output}");
        }

        return prism;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static async Task<bool> InstalledAsync(string folder, string program, CancellationToken cancellationToken)
    {
        await Installing.WaitAsync(cancellationToken);
        try
        {
            if (File.Exists(program))
            {
                return Run("node", ["--version"]) is not null;
            }

            Directory.CreateDirectory(folder);
            using var npm = Run("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, Package]);
            if (npm is null)
            {
                return false;
            }

            npm.BeginOutputReadLine();
            npm.BeginErrorReadLine();
            await npm.WaitForExitAsync(cancellationToken);
            return npm.ExitCode == 0 && File.Exists(program);
        }
        finally
        {
            Installing.Release();
        }
    }

    private static Process? Run(string file, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync("/", cancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
