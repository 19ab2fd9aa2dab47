using System.Diagnostics;
using Plutora.Integration.Tests;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>A real server of a tool on a free port of loopback, from a program of the system; ended with the test.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly Process _process;

    private LocalServer(Process process, string folder, Uri address) => (_process, Folder, Address) = (process, folder, address);

    public Uri Address { get; }

    /// <summary>A folder of its own.</summary>
    public string Folder { get; }

    /// <summary>Starts a server and waits until it answers; the test is skipped where its program is missing.</summary>
    /// <param name="program">Name of the program.</param>
    /// <param name="package">Debian's package that has it.</param>
    /// <param name="configuration">The configuration, of folder and port.</param>
    /// <param name="arguments">The arguments, of the configuration's file, folder and port.</param>
    /// <param name="ready">Path that answers once the server is ready.</param>
    public static async Task<LocalServer> StartAsync(string program, string package, Func<string, int, string> configuration, Func<string, string, int, IReadOnlyList<string>> arguments, string ready)
    {
        var path = $"/usr/bin/{program}";
        Assert.SkipUnless(File.Exists(path), $"{program} is not here: install Debian's package {package}.");
        for (var attempt = 1; ; attempt++)
        {
            var folder = Directory.CreateTempSubdirectory("plutora-shelf-").FullName;
            var port = FreePorts.InARow(1);
            var file = Path.Combine(folder, "config.yml");
            await File.WriteAllTextAsync(file, configuration(folder, port), TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo(path, arguments(file, folder, port)) { RedirectStandardOutput = true, RedirectStandardError = true };
            var process = Process.Start(start)!;
            var said = new List<string>();
            process.OutputDataReceived += (_, line) => Say(said, line.Data);
            process.ErrorDataReceived += (_, line) => Say(said, line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            var server = new LocalServer(process, folder, new($"http://127.0.0.1:{port}/"));
            if (await server.AnswersAsync(ready))
            {
                return server;
            }

            // A port that was free a moment ago may be another's by now.
            await server.DisposeAsync();
            Assert.True(attempt < 3, $"{program} does not start: {string.Join('\n', said)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<bool> AnswersAsync(string ready)
    {
        using var http = new HttpClient { BaseAddress = Address };
        var waited = Stopwatch.StartNew();
        while (!_process.HasExited && waited.Elapsed < TimeSpan.FromMinutes(3))
        {
            try
            {
                using var answer = await http.GetAsync(ready, TestContext.Current.CancellationToken);
                return true;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }

        return false;
    }

    private static void Say(List<string> said, string? line)
    {
        lock (said)
        {
            if (line is not null && said.Count < 50)
            {
                said.Add(line);
            }
        }
    }
}
