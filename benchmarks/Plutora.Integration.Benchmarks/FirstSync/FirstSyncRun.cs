using System.Diagnostics;
using System.Globalization;

namespace Plutora.Integration.Benchmarks.FirstSync;

/// <summary>One first sync: the hub is started, looked at every second, killed half-way, started again and ended when all is read and mapped.</summary>
internal sealed class FirstSyncRun(string home, TextWriter output, int issues, int items)
{
    private const int Rows = 20;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly string _address = $"http://127.0.0.1:{FreePorts.InARow(1)}";
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly long[] _ended = new long[Streams.Length];
    private readonly long[] _last = new long[Streams.Length];
    private readonly MemorySamples _memory = new();
    private (int Number, TimeSpan At, long Total) _row;

    public static (string Instance, string Stream)[] Streams { get; } = [("jira", "issue"), ("jira", "issue-changelog"), ("servicenow", "configuration-item"), ("jira", "remote-link")];

    private long All => (2L * issues) + items;

    /// <returns>Whether all was read and mapped.</returns>
    public async Task<bool> MeasureAsync()
    {
        await output.WriteLineAsync("| seconds | issues | changelogs | configuration items | left of these, as told | to map | records/s since the row before | resident | managed heap |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        using var http = new HttpClient { BaseAddress = new(_address) };
        var (hub, killed) = (Start(), false);
        try
        {
            while (true)
            {
                await Task.Delay(Between, TimeProvider.System);
                if (hub.HasExited)
                {
                    await output.WriteLineAsync($"The hub ended by itself with exit code {hub.ExitCode}.");
                    return false;
                }

                if (await HubLook.TryAsync(http, home, Streams) is not { } seen)
                {
                    continue;
                }

                Add(seen);
                hub.Refresh();
                var sample = _memory.Add(hub.WorkingSet64, seen.Heap);
                var complete = seen.Ended && seen.Lag == 0 && killed;
                await RowAsync(seen, sample, complete);
                if (complete)
                {
                    await output.WriteLineAsync();
                    await _memory.WriteAsync(output);
                    return true;
                }

                if (!killed && Enumerable.Range(0, Streams.Length).Sum(Read) >= All / 2)
                {
                    killed = true;
                    await EndAsync(hub);
                    await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {_watch.Elapsed.TotalSeconds:0} | killed with kill -9 and started again | | | | | | | |"));
                    _memory.NextLife();
                    hub = Start();
                }
            }
        }
        finally
        {
            await EndAsync(hub);
        }
    }

    // A read that a limit or a kill ended goes on where it was and counts anew.
    private void Add(HubLook seen)
    {
        for (var at = 0; at < Streams.Length; at++)
        {
            _ended[at] += seen.Read[at] < _last[at] ? _last[at] : 0;
            _last[at] = seen.Read[at];
        }
    }

    private long Read(int at) => _ended[at] + _last[at];

    private async Task RowAsync(HubLook seen, (long Resident, long Heap) memory, bool complete)
    {
        var total = Enumerable.Range(0, Streams.Length).Sum(Read);
        if (total < All * (_row.Number + 1) / Rows && !complete)
        {
            return;
        }

        var rate = (total - _row.Total) / Math.Max(0.001, (_watch.Elapsed - _row.At).TotalSeconds);
        _row = ((int)(total * Rows / Math.Max(1, All)), _watch.Elapsed, total);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {_watch.Elapsed.TotalSeconds:0} | {Read(0):N0} | {Read(1):N0} | {Read(2):N0} | {(seen.Expected[2] == 0 ? "" : $"{seen.Expected[2] - seen.Read[2]:N0}")} | {seen.Lag:N0} | {rate:N0} | {memory.Resident >> 20} MB | {memory.Heap >> 20} MB |"));
    }

    private static async Task EndAsync(Process hub)
    {
        if (!hub.HasExited)
        {
            hub.Kill();
            await hub.WaitForExitAsync();
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet", [HubProgram(), "up", "--urls", _address]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PLUTORA_HOME"] = home;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static string HubProgram() => Path.Combine(Shared.Root, "hub", "Plutora.Integration.Cli", "bin", "Release", "net10.0", "plutora.dll");
}
