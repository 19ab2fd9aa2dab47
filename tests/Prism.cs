using System.Diagnostics;
using System.Text;

namespace Plutora.Integration.Tests;

/// <summary>
/// Prism of Stoplight's, run by node, one source for the tests of several connectors: serves a tool's published description, or stands before a simulated
/// tool and refuses what a description does not know of its requests and answers.
/// </summary>
internal sealed class Prism : IAsyncDisposable
{
    private const string Package = "@stoplight/prism-cli@5.14.2";
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private Prism(Process process) => _process = process;

    public HttpClient Http { get; } = new();

    /// <summary>Serves a description; the test is skipped where node or the package cannot be had.</summary>
    public static Task<Prism> MockAsync(string description, CancellationToken cancellationToken) => StartAsync(port => ["mock", "--host", "127.0.0.1", "--port", $"{port}", description], cancellationToken);

    /// <summary>Passes requests on to a server and holds both sides against a description: what does not fit is answered with an error that names it.</summary>
    public static Task<Prism> ProxyAsync(string description, string upstream, CancellationToken cancellationToken) =>
        StartAsync(port => ["proxy", "--errors", "--host", "127.0.0.1", "--port", $"{port}", description, upstream], cancellationToken);

    private static async Task<Prism> StartAsync(Func<int, string[]> arguments, CancellationToken cancellationToken)
    {
        // The package is installed once, into a folder of its own, unless the environment names one.
        var folder = Environment.GetEnvironmentVariable("PRISM_FOLDER") ?? Path.Combine(Path.GetTempPath(), "plutora-prism");
        var program = Path.Combine(folder, "node_modules", "@stoplight", "prism-cli", "dist", "index.js");
        if (!await Task.Run(() => Installed(folder, program, cancellationToken), cancellationToken))
        {
            Assert.Skip($"npm cannot install {Package}: nothing is held against a tool's description by another program.");
        }

        var port = FreePorts.InARow(1);
        var prism = new Prism(Run("node", [program, .. arguments(port)])!);
        prism._process.OutputDataReceived += prism.Keep;
        prism._process.ErrorDataReceived += prism.Keep;
        prism._process.BeginOutputReadLine();
        prism._process.BeginErrorReadLine();
        prism.Http.BaseAddress = new($"http://127.0.0.1:{port}");
        // Its own word, not an answer: another server might have taken the port a moment before.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!prism.Output().Contains("Prism is listening", StringComparison.Ordinal))
        {
            Assert.False(prism._process.HasExited, $"Prism ended at its start: {prism.Output()}");
            await timer.WaitForNextTickAsync(cancellationToken);
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

    // Several test projects run beside each other: one of them installs, and the others wait for it.
    private static bool Installed(string folder, string program, CancellationToken cancellationToken)
    {
        using var installing = new Mutex(initiallyOwned: false, "plutora-prism");
        try
        {
            installing.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // Another run was ended while it installed; it is ours now, and npm mends what is there.
        }

        try
        {
            var done = Path.Combine(folder, "installed");
            if (File.Exists(done) && File.Exists(program))
            {
                return true;
            }

            Directory.CreateDirectory(folder);
            using var npm = Run("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, Package]);
            if (npm is null)
            {
                return false;
            }

            npm.BeginOutputReadLine();
            npm.BeginErrorReadLine();
            using var ended = cancellationToken.Register(() => npm.Kill(entireProcessTree: true));
            npm.WaitForExit();
            if (npm.ExitCode != 0 || !File.Exists(program))
            {
                return false;
            }

            File.WriteAllText(done, Package);
            return true;
        }
        finally
        {
            installing.ReleaseMutex();
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

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }

    private string Output()
    {
        lock (_output)
        {
            return _output.ToString();
        }
    }
}
