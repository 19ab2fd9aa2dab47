using System.ComponentModel;
using System.Diagnostics;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Script.Running;

/// <summary>Runs one program: arguments as arguments and never through a shell, in an environment of its own, for as long as it may.</summary>
/// <param name="program">The program.</param>
/// <param name="time">The clock of the time limit.</param>
internal sealed class ScriptRunner(ScriptProgram program, TimeProvider time)
{
    // How long what it wrote is waited for once it has ended: a process that it left behind may keep the pipes open.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    private readonly SecretMask _mask = new(program.Secrets.Select(s => s.Value));

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Every argument.</param>
    /// <param name="actionId">The hub's id of the action, which it finds in its environment.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConnectorException">Configuration: it cannot be started, and nothing was done. Ambiguous: it took longer than it may and was ended.</exception>
    public async Task<RunResult> RunAsync(IReadOnlyList<string> arguments, string actionId, CancellationToken cancellationToken)
    {
        if (ProgramFile.Fault(program) is { } fault)
        {
            throw ConnectorException.Configuration(fault);
        }

        var limit = TimeSpan.FromSeconds(program.TimeLimitSeconds);
        using var late = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var process = Start(arguments, actionId);
        var (output, errors) = (new OutputTail(program.OutputBytes, _mask), new OutputTail(program.OutputBytes, _mask));
        var reading = Task.WhenAll(output.ReadAsync(process.StandardOutput.BaseStream), errors.ReadAsync(process.StandardError.BaseStream));
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            End(process);
            await DrainAsync(reading).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var said = errors.Text.Trim() is { Length: > 0 } words ? $" It said: {(words.Length > 500 ? "…" + words[^500..] : words)}" : "";
            throw ConnectorException.Ambiguous($"'{program.Name}' did not end within {limit.TotalSeconds:0} seconds and was ended with all that it started; what it did until then is not known.{said}");
        }

        await DrainAsync(reading).ConfigureAwait(false);
        return new() { ExitCode = process.ExitCode, Output = output.Text, Errors = errors.Text, DroppedBytes = output.Dropped + errors.Dropped };
    }

    private Process Start(IReadOnlyList<string> arguments, string actionId)
    {
        var start = new ProcessStartInfo(program.Path, arguments)
        {
            WorkingDirectory = program.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in ScriptEnvironment.Of(program, actionId))
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            throw ConnectorException.Configuration($"'{program.Name}' cannot be started: {fault.Message}. Correct 'path' and 'folder', or the rights of the user that runs the hub.", fault);
        }
    }

    private async Task DrainAsync(Task reading)
    {
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(reading, Task.Delay(Drain, time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself in this moment.
        }
    }
}

/// <summary>The environment of a program: nothing of the hub's own, in which other secrets may stand.</summary>
internal static class ScriptEnvironment
{
    // Without these Windows starts hardly any program.
    private static readonly string[] OfWindows = ["SystemRoot", "SystemDrive", "TEMP", "TMP", "PATHEXT", "ComSpec"];

    public static IEnumerable<KeyValuePair<string, string>> Of(ScriptProgram program, string actionId)
    {
        var made = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
        {
            ["PATH"] = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.System) : "/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = program.Folder,
            ["LANG"] = "C.UTF-8",
        };
        foreach (var name in OfWindows.Where(_ => OperatingSystem.IsWindows()))
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                made[name] = value;
            }
        }

        foreach (var (name, value) in program.Environment.Concat(program.Secrets.Select(s => KeyValuePair.Create(s.Name, s.Value))))
        {
            made[name] = value;
        }

        made["PLUTORA_ACTION_ID"] = actionId;
        return made;
    }
}

/// <summary>Looks at a program before it is run.</summary>
internal static class ProgramFile
{
    /// <summary>Why it cannot or must not be run; null when it may be.</summary>
    public static string? Fault(ScriptProgram program)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!File.Exists(program.Path))
        {
            return $"There is no program '{program.Path}', which '{program.Name}' names. Correct 'path'.";
        }

        if (!Directory.Exists(program.Folder))
        {
            return $"There is no folder '{program.Folder}', which '{program.Name}' runs in. Make it, or correct 'folder'.";
        }

        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var mode = File.GetUnixFileMode(program.Path);
        return (mode & Execute) == 0 ? $"'{program.Path}' is not executable. Run: chmod u+x '{program.Path}'"
            : (mode & UnixFileMode.OtherWrite) != 0 ? $"'{program.Path}' may be changed by every user of the machine, and is not run. Run: chmod o-w '{program.Path}'"
            : null;
    }
}
