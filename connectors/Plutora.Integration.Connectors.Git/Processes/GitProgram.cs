using System.Diagnostics;
using System.Globalization;
using System.Text;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Processes;

/// <summary>Runs git so that it asks nothing, runs no hook and no helper, and is ended when it falls silent.</summary>
/// <param name="path">Where the program is looked for: the value of PATH.</param>
/// <param name="silence">How long it may say nothing.</param>
/// <param name="time">The clock.</param>
internal sealed class GitProgram(string? path, TimeSpan silence, TimeProvider time)
{
    /// <summary>The oldest git whose options are used: configuration in the environment came with it.</summary>
    public static readonly Version Oldest = new(2, 31);

    private const int LongestText = 1024 * 1024;
    private static readonly string NoFile = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";

    // What a user sets up for reaching remotes stays; what would point git at another repository, or make it talk, goes.
    private static readonly string[] Kept =
    [
        "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY",
        "GIT_PROXY_COMMAND", "GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
    ];

    private static readonly string[] Always =
    [
        "-c", "protocol.ext.allow=never", "-c", $"core.hooksPath={NoFile}", "-c", "core.fsmonitor=false", "--no-pager", "--no-replace-objects", "--no-optional-locks",
    ];

    private readonly Lazy<string> _executable = new(() => GitExecutable.Find(path), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Starts git; the caller reads, writes and completes it.</summary>
    public GitProcess Start(GitCall call)
    {
        var start = new ProcessStartInfo(_executable.Value)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in Always.Concat(call.Place).Concat(call.Arguments))
        {
            start.ArgumentList.Add(argument);
        }

        SetEnvironment(start.Environment, call);
        try
        {
            return new(Process.Start(start)!, call, silence, time);
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw ConnectorException.Transient($"The program '{start.FileName}' could not be started: {fault.Message}", fault);
        }
    }

    /// <summary>Runs git to its end and returns what it wrote, one megabyte at most.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <param name="input">What it is given to read.</param>
    public async Task<string> TextAsync(GitCall call, CancellationToken cancellationToken, string input = "") =>
        await RunAsync(call, input, throws: true, cancellationToken).ConfigureAwait(false) ?? "";

    /// <summary>As <see cref="TextAsync"/>, for calls whose failure is an answer: null then.</summary>
    public Task<string?> TryTextAsync(GitCall call, CancellationToken cancellationToken) => RunAsync(call, "", throws: false, cancellationToken);

    /// <summary>The version of the program.</summary>
    /// <exception cref="ConnectorException">Configuration, when it is missing or too old.</exception>
    public async Task<Version> VersionAsync(CancellationToken cancellationToken)
    {
        var text = await TextAsync(new("version"), cancellationToken).ConfigureAwait(false);
        var numbers = text.Split(' ', '\n')
            .Select(word => word.Split('.')).FirstOrDefault(parts => parts.Length >= 2 && parts.Take(2).All(p => int.TryParse(p, out _)))
            ?? throw ConnectorException.Configuration($"'{_executable.Value} version' did not answer with a version. Check which program that is.");
        var version = new Version(int.Parse(numbers[0], CultureInfo.InvariantCulture), int.Parse(numbers[1], CultureInfo.InvariantCulture));
        return version >= Oldest
            ? version
            : throw ConnectorException.Configuration($"git {version} is too old: install {Oldest} or newer and start the instance again.");
    }

    private async Task<string?> RunAsync(GitCall call, string input, bool throws, CancellationToken cancellationToken)
    {
        await using var process = Start(call);
        var writing = process.WriteAsync(Encoding.UTF8.GetBytes(input), close: true, cancellationToken);
        var output = await process.Output.ReadToEndAsync(LongestText, cancellationToken).ConfigureAwait(false);
        await writing.ConfigureAwait(false);
        var ended = await process.WaitAsync(cancellationToken).ConfigureAwait(false);
        return ended == 0 ? Encoding.UTF8.GetString(output) : throws ? throw process.Fault() : null;
    }

    private static void SetEnvironment(IDictionary<string, string?> environment, GitCall call)
    {
        foreach (var name in environment.Keys.Where(k => k.StartsWith("GIT_", StringComparison.Ordinal) && !Kept.Contains(k, StringComparer.Ordinal)).ToList())
        {
            environment.Remove(name);
        }

        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GCM_INTERACTIVE"] = "never";
        environment["GIT_ALLOW_PROTOCOL"] = "https:http:ssh:git:file";
        environment["GIT_NO_LAZY_FETCH"] = "1";
        environment["SSH_ASKPASS_REQUIRE"] = "never";
        // Messages are told apart by their English words.
        environment["LC_ALL"] = "C";
        environment["LANGUAGE"] = "";
        foreach (var (name, value) in call.Environment)
        {
            environment[name] = value;
        }

        environment["GIT_CONFIG_COUNT"] = call.Settings.Count.ToString(CultureInfo.InvariantCulture);
        for (var index = 0; index < call.Settings.Count; index++)
        {
            environment[$"GIT_CONFIG_KEY_{index}"] = call.Settings[index].Key;
            environment[$"GIT_CONFIG_VALUE_{index}"] = call.Settings[index].Value;
        }
    }
}
