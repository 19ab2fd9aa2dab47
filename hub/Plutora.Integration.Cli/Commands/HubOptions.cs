using System.CommandLine;
using Plutora.Integration.Client;

namespace Plutora.Integration.Cli.Commands;

/// <summary>Where the hub is, with which key, and whether the answer is for a program.</summary>
internal static class HubOptions
{
    public static Option<Uri> Hub { get; } = new("--hub") { Description = "Address of the hub.", DefaultValueFactory = _ => new(Environment.GetEnvironmentVariable("PLUTORA_HUB") ?? "http://127.0.0.1:5080"), Recursive = true };

    public static Option<string?> Key { get; } = new("--key") { Description = "API key; by default PLUTORA_KEY, else the administrator's key in the home folder.", Recursive = true };

    public static Option<bool> Json { get; } = new("--json") { Description = "Answer as JSON.", Recursive = true };

    public static HubConnection Connection(ParseResult parsed) => new(parsed.GetValue(Hub)!, parsed.GetValue(Key) ?? Environment.GetEnvironmentVariable("PLUTORA_KEY") ?? HomeKey());

    private static string HomeKey()
    {
        var file = Plutora.Integration.Hub.Runtime.Hubs.HubHome.Find().AdministratorKeyFile;
        return File.Exists(file)
            ? File.ReadAllText(file).Trim()
            : throw new InvalidOperationException($"No API key: give --key, set PLUTORA_KEY, or start a hub with this home folder first ('{file}' is written at its first start).");
    }
}
