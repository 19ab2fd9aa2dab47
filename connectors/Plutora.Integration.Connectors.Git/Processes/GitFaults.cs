using System.Text.RegularExpressions;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Git.Processes;

/// <summary>Tells what git's last words mean to the hub.</summary>
internal static partial class GitFaults
{
    private static readonly (string Words, Func<GitCall, string, ConnectorException> Fault)[] Known =
    [
        ("dubious ownership", (c, w) => ConnectorException.Authentication(
            $"git refuses to read '{c.About}', since another user owns it. Let the user that runs the hub own it, "
            + $"or run as that user: git config --global --add safe.directory '{OwnedFolder(w) ?? c.About}'")),
        ("cannot use bare repository", (c, _) => ConnectorException.Configuration(
            $"git's setting safe.bareRepository keeps it from reading '{c.About}'. Set it to 'all' for the user that runs the hub.")),
        ("not a git repository", (c, _) => ConnectorException.NotFound($"'{c.About}' is not a git repository. Correct the option 'repositories'.")),
        ("does not appear to be a git repository", (c, _) => ConnectorException.NotFound(
            $"There is no git repository at '{c.About}'. Correct the option 'repositories'.")),
        ("dumb http transport does not support shallow", (c, w) => ConnectorException.Permanent($"'{c.About}' cannot be fetched: {w}")),
        ("Authentication failed", Refused),
        ("could not read Username", Refused),
        ("could not read Password", Refused),
        ("terminal prompts disabled", Refused),
        ("Permission denied", Refused),
        ("Host key verification failed", (c, _) => ConnectorException.Authentication(
            $"The host key of '{c.About}' is not known. Connect once by ssh as the user that runs the hub, or add the key to known_hosts.")),
        ("returned error: 401", Refused),
        ("returned error: 403", Refused),
        ("Repository not found", Missing),
        ("returned error: 404", Missing),
        ("' not found", Missing),
        ("returned error: 429", (c, _) => ConnectorException.RateLimited($"'{c.About}' asks to wait (429).", null)),
        ("' not allowed", (c, _) => ConnectorException.Configuration($"git is configured not to use the protocol of '{c.About}'.")),
        ("No space left on device", (c, _) => ConnectorException.Transient(
            $"The disk is full while '{c.About}' is fetched. Make room where the hub's work folder lies.")),
        ("unable to access", Unreachable),
        ("Could not resolve host", Unreachable),
        ("Connection refused", Unreachable),
        ("Connection reset", Unreachable),
        ("timed out", Unreachable),
        ("hung up unexpectedly", Unreachable),
        ("early EOF", Unreachable),
    ];

    public static ConnectorException Of(GitCall call, int exitCode, string lastWords)
    {
        var words = Redact(lastWords, call.Secrets);
        foreach (var (known, fault) in Known)
        {
            if (words.Contains(known, StringComparison.OrdinalIgnoreCase))
            {
                return fault(call, Short(words));
            }
        }

        var message = $"git {call.Arguments[0]} failed at '{call.About}' (exit code {exitCode}): {Short(words)}";
        return call.IsRemote ? ConnectorException.Transient(message) : ConnectorException.Permanent($"{message} If the repository is damaged, 'git fsck' tells more.");
    }

    private static ConnectorException Refused(GitCall call, string words) => ConnectorException.Authentication(
        $"'{call.About}' refuses access: {words} Check the host's entry in 'accounts', or git's credential helper or ssh key of the user that runs the hub.");

    private static ConnectorException Missing(GitCall call, string words) => ConnectorException.NotFound(
        $"There is no repository at '{call.About}', or it is hidden from this account. Correct the option 'repositories' or the access.");

    private static ConnectorException Unreachable(GitCall call, string words) => ConnectorException.Transient($"'{call.About}' cannot be reached: {words}");

    private static string Redact(string text, IReadOnlyList<string> secrets) =>
        secrets.Where(s => s.Length > 0).Aggregate(text, (t, secret) => t.Replace(secret, "***", StringComparison.Ordinal));

    // The line that tells the cause, not the advice around it.
    private static string Short(string words)
    {
        var lines = words.Split('\n');
        var line = lines.FirstOrDefault(l => l.StartsWith("fatal:", StringComparison.Ordinal) || l.StartsWith("error:", StringComparison.Ordinal)) ?? lines[^1];
        return line.Length > 500 ? line[..500] + "…" : line.EndsWith('.') ? line : line + ".";
    }

    private static string? OwnedFolder(string words) => OwnedFolderPattern().Match(words) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("repository at '([^']+)'")]
    private static partial Regex OwnedFolderPattern();
}
