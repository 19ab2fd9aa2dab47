using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.EventLog;
using Plutora.Integration.EventLog.Copying;
using Plutora.Integration.Hub.Runtime.Hubs;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary><c>plutora log backup|restore|copy</c>.</summary>
internal static class LogCommands
{
    public static Command Create(Nouns nouns)
    {
        var name = Nouns.Id("file", "Name of the backup in the folder 'backups' of the hub's home.");
        var file = Nouns.Id("file", "The backup.");
        var replace = new Option<bool>("--replace") { Description = "Put it in the place of the log that is there, which is kept beside." };
        var partitions = new Option<int?>("--partitions") { Description = "Partitions of each topic in the copy; as many as now by default. Set log.partitions to it before the hub starts again.", HelpName = "count" };
        var to = new Option<string?>("--to") { Description = "File of the copy; by default the copy takes the log's place, which is kept beside.", HelpName = "file" };
        var leave = new Option<string[]>("--leave-group") { Description = "Group that is not carried over, such as cdevents.<id> of a receiver that is gone; may be repeated.", HelpName = "group" };
        var abandon = new Option<bool>("--abandon") { Description = "Give up a copy that is not complete: the half copy is deleted, the hub may start on the log again." };
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
            nouns.Verb("copy", "Copy the log into one made anew while no hub runs on it, with other partitions or to another file; run again, it finishes what was cut off.", [partitions, to, leave, abandon], (s, ct) =>
                CopyAsync(s, s.Get(partitions), s.Get(to), s.Get(leave) ?? [], s.Get(abandon), ct)),
        };
    }

    private static async Task<int> CopyAsync(Session s, int? partitions, string? to, string[] leave, bool abandon, CancellationToken ct)
    {
        if (partitions is < 1 or > 1_000)
        {
            throw new UsageException("--partitions must lie between 1 and 1000.");
        }

        var home = new HubHome(s.Home);
        try
        {
            if (abandon)
            {
                await HubLogCopier.AbandonAsync(home, s.Terminal.Time, ct);
                return s.Done("The copy is given up and deleted; the hub may start on the log again.");
            }

            using var line = new ProgressLine(s.Terminal, s.Json);
            var (copied, kept) = await HubLogCopier.CopyAsync(home, to, partitions, leave, s.Terminal.Time, new Shown(line), ct);
            line.Dispose();
            return s.Done(
                $"Copied to '{to ?? home.LogFile}': {copied.Records} records, {copied.Entries} entries of state. The log of before is '{kept}'; no hub starts on it any more. {(partitions is { } count ? $"Set log.partitions to {count} before the hub starts." : "")}".TrimEnd(),
                JsonElement.Parse(new JsonObject { ["file"] = to ?? home.LogFile, ["kept"] = kept, ["records"] = copied.Records, ["entries"] = copied.Entries }.ToJsonString()));
        }
        catch (LogException refused)
        {
            await s.Terminal.Error.WriteLineAsync(refused.Message);
            return ExitCode.Refused;
        }
    }

    private sealed class Shown(ProgressLine line) : IProgress<LogCopyProgress>
    {
        public void Report(LogCopyProgress value) => line.Report($"{value.Stage}: {value.Records} of at most {value.Of} records, {value.Entries} entries of state");
    }
}
