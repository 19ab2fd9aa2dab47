using System.CommandLine;

namespace Plutora.Integration.Cli.Sessions;

/// <summary>What every command takes: where the hub is, with which key, and whether the answer is for a program.</summary>
internal sealed class GlobalOptions
{
    public const string DefaultHub = "http://127.0.0.1:5080";

    public Option<string?> Hub { get; } = new("--hub") { Description = $"Address of the hub; by default PLUTORA_HUB, else {DefaultHub}.", HelpName = "url", Recursive = true };

    public Option<string?> Key { get; } = new("--key") { Description = "API key; by default PLUTORA_KEY, else the administrator's key in the home folder. Other users of the machine may see arguments.", HelpName = "key", Recursive = true };

    public Option<string?> Home { get; } = new("--home") { Description = "Home folder of the hub; by default PLUTORA_HOME, else the user's local application data.", HelpName = "folder", Recursive = true };

    public Option<bool> Json { get; } = new("--json") { Description = "Answer as JSON; faults as JSON on standard error.", Recursive = true };
}
