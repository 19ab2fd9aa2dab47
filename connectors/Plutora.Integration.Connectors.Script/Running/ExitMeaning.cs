using System.Globalization;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.Script.Running;

/// <summary>What the exit codes of a program mean to the hub.</summary>
internal static class ExitMeaning
{
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    /// <summary>The words of the option <c>exitCodes</c>.</summary>
    public static IReadOnlyList<string> Known { get; } = [Succeeded, Failed, "not-found", "unavailable", "unknown"];

    /// <summary>The failure that an exit code tells; null when the program succeeded.</summary>
    public static ConnectorException? FaultOf(ScriptProgram program, RunResult result)
    {
        var code = result.ExitCode.ToString(CultureInfo.InvariantCulture);
        var meaning = program.ExitCodes.GetValueOrDefault(code) ?? (result.ExitCode == 0 ? Succeeded : Failed);
        var message = $"'{program.Name}' ended with exit code {code}{LastWords(result)}";
        return meaning switch
        {
            Succeeded => null,
            "not-found" => ConnectorException.NotFound(message),
            "unavailable" => ConnectorException.Transient(message),
            "unknown" => ConnectorException.Ambiguous(message),
            _ => ConnectorException.Permanent(message),
        };
    }

    // What it complained of, or said last.
    private static string LastWords(RunResult result)
    {
        var words = (string.IsNullOrWhiteSpace(result.Errors) ? result.Output : result.Errors).Trim();
        return words.Length == 0 ? "." : $": {(words.Length > 1_000 ? "…" + words[^1_000..] : words)}";
    }
}
