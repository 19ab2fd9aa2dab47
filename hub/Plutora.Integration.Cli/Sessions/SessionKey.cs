using System.CommandLine;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Cli.Sessions;

/// <summary>The API key of a command, and where it came from: that is what a person has to mend when the hub does not know it.</summary>
/// <param name="Value">The key.</param>
/// <param name="Source">Where it came from, for people.</param>
internal sealed record SessionKey(string Value, string Source)
{
    public static HubHome Home(Terminal terminal, GlobalOptions options, ParseResult parsed) =>
        (parsed.GetValue(options.Home) ?? terminal.Environment("PLUTORA_HOME")) is { Length: > 0 } folder ? new(Path.GetFullPath(folder)) : HubHome.Find();

    public static SessionKey Find(Terminal terminal, GlobalOptions options, ParseResult parsed)
    {
        if (parsed.GetValue(options.Key) is { Length: > 0 } given)
        {
            return new(given.Trim(), "--key");
        }

        if (terminal.Environment("PLUTORA_KEY") is { Length: > 0 } set)
        {
            return new(set.Trim(), "PLUTORA_KEY");
        }

        var file = Home(terminal, options, parsed).AdministratorKeyFile;
        try
        {
            return new(File.ReadAllText(file).Trim(), $"'{file}'");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeyMissingException($"There is no API key: '{file}' does not exist. 'plutora up' writes it at its first start; for a hub with another home folder give --home or PLUTORA_HOME, for one elsewhere --key or PLUTORA_KEY.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new KeyMissingException($"There is no API key: '{file}' may not be read by this user. Run as the hub's user, or give a key of your own with --key or PLUTORA_KEY.");
        }
    }

    public override string ToString() => $"the key of {Source}";
}

/// <summary>No API key was found; the message says where one is looked for.</summary>
internal sealed class KeyMissingException(string message) : Exception(message);
