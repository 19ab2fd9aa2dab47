using System.Diagnostics;
using Plutora.Integration.Tests;

namespace Plutora.Integration.Client.Tests.Publishing;

/// <summary>A PostgreSQL server of the test's own, on a free port and a folder that goes with it; not there where its programs are not.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    // The server refuses to run as root; its package made this user.
    private const string User = "postgres";
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-postgres-").FullName;
    private readonly string? _programs = Find();
    private readonly int _port = FreePorts.InARow(1);
    private bool _started;

    public string ConnectionString
    {
        get
        {
            Assert.SkipWhen(_programs is null, "PostgreSQL is not installed (apt-get install postgresql): the outbox is NOT tested on it.");
            return $"Host=127.0.0.1;Port={_port};Username={User};Database=postgres;Pooling=false";
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (_programs is null)
        {
            return;
        }

        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", User, _folder);
        }

        await RunAsync(Path.Combine(_programs, "initdb"), "--pgdata", Path.Combine(_folder, "data"), "--username", User, "--auth", "trust", "--encoding", "UTF8", "--no-sync");
        await RunAsync(Path.Combine(_programs, "pg_ctl"), "start", "--wait", "--pgdata", Path.Combine(_folder, "data"), "--log", Path.Combine(_folder, "log"),
            "--options", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder}");
        _started = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            await RunAsync(Path.Combine(_programs!, "pg_ctl"), "stop", "--wait", "--mode", "immediate", "--pgdata", Path.Combine(_folder, "data"));
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var asUser = Environment.IsPrivilegedProcess && Path.IsPathRooted(program);
        // Its output goes nowhere: the server that pg_ctl starts would hold a pipe open.
        var start = new ProcessStartInfo(asUser ? "runuser" : program) { WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in asUser ? [.. (string[])["-u", User, "--", "sh", "-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program], .. arguments] : arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{Path.GetFileName(program)} ended with {process.ExitCode}.");
    }

    private static string? Find() =>
        ((string[])["/usr/lib/postgresql", "/usr/local/lib/postgresql"]).Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories).Select(f => Path.Combine(f, "bin"))
            .Append("/usr/bin").Append("/usr/local/bin").FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "pg_ctl")));
}
