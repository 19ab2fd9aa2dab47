using System.CommandLine;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary><c>plutora log backup|restore</c>.</summary>
internal static class LogCommands
{
    public static Command Create(Nouns nouns)
    {
        var name = Nouns.Id("file", "Name of the backup in the folder 'backups' of the hub's home.");
        var file = Nouns.Id("file", "The backup.");
        var replace = new Option<bool>("--replace") { Description = "Put it in the place of the log that is there, which is kept beside." };
        return new("log", "The hub's embedded event log.")
        {
            nouns.Verb("backup", "Back the log up while the hub runs.", [name], async (s, ct) =>
            {
                var answer = await s.SendAsync(HttpMethod.Post, "/api/v1/log/backup", new JsonObject { ["file"] = s.Get(name) }, ct);
                return s.Done($"Backed up to '{Text.At(answer, "file")}' on the hub's machine, {Text.At(answer, "bytes")} bytes. Keep the master key with it, in another place.", answer);
            }),
            nouns.Verb("restore", "Restore a backup into the home folder while no hub runs on it.", [file, replace], async (s, ct) =>
            {
                try
                {
                    var home = new HubHome(s.Home);
                    Directory.CreateDirectory(home.Folder);
                    var kept = await LogRestorer.RestoreAsync(s.Get(file)!, home, s.Get(replace), s.Terminal.Time, ct);
                    return s.Done($"Restored to '{home.LogFile}'. {(kept is null ? "" : $"The log that was there is '{kept}'. ")}The log has a new name: subscribers' positions from before are refused, and they begin anew.");
                }
                catch (LogException refused)
                {
                    await s.Terminal.Error.WriteLineAsync(refused.Error == LogError.Invalid && File.Exists(s.Get(file)) ? $"{refused.Message} Say so with --replace." : refused.Message);
                    return ExitCode.Refused;
                }
            }),
        };
    }
}
