using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Hosting.Log;
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
        var toKafka = new Option<bool>("--to-kafka") { Description = "Copy to Kafka, where the section log.kafka of plutora.yaml says." };
        var settings = new Option<string?>("--settings") { Description = "With --to-kafka: settings file whose section log.kafka says where the log goes instead; a log that is on Kafka is copied from there.", HelpName = "file" };
        return new("log", "The hub's event log.")
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
            nouns.Verb("copy", "Copy the log into one made anew while no hub runs on it, with other partitions, to another file or to Kafka; run again, it finishes what was cut off.", [partitions, to, toKafka, settings, leave, abandon], (s, ct) =>
                s.Get(toKafka)
                    ? ToKafkaAsync(s, s.Get(partitions), s.Get(to), s.Get(settings), s.Get(leave) ?? [], s.Get(abandon), ct)
                    : CopyAsync(s, s.Get(partitions), s.Get(to), s.Get(settings), s.Get(leave) ?? [], s.Get(abandon), ct)),
        };
    }

    private static async Task<int> CopyAsync(Session s, int? partitions, string? to, string? settings, string[] leave, bool abandon, CancellationToken ct)
    {
        Check(partitions);
        if (settings is not null)
        {
            throw new UsageException("--settings says where on Kafka the log goes; give --to-kafka with it.");
        }

        var home = new HubHome(s.Home);
        return await RefusedAsync(s, async () =>
        {
            if (abandon)
            {
                await HubLogCopier.AbandonAsync(home, s.Terminal.Time, ct);
                return GivenUp(s);
            }

            using var shown = new CopyProgress(s);
            var (copied, kept) = await HubLogCopier.CopyAsync(home, to, partitions, leave, s.Terminal.Time, shown, ct);
            shown.Dispose();
            return s.Done(
                $"Copied to '{to ?? home.LogFile}': {copied.Records} records, {copied.Entries} entries of state. The log of before is '{kept}'; no hub starts on it any more. {Partitions(partitions)}".TrimEnd(),
                JsonElement.Parse(new JsonObject { ["file"] = to ?? home.LogFile, ["kept"] = kept, ["records"] = copied.Records, ["entries"] = copied.Entries }.ToJsonString()));
        });
    }

    private static async Task<int> ToKafkaAsync(Session s, int? partitions, string? to, string? settings, string[] leave, bool abandon, CancellationToken ct)
    {
        Check(partitions);
        if (to is not null)
        {
            throw new UsageException("--to names a file and --to-kafka a cluster; give one of them.");
        }

        var move = KafkaMove.Read(new HubHome(s.Home), settings is null ? null : Path.GetFullPath(settings), s.Terminal.Time);
        return await RefusedAsync(s, async () =>
        {
            if (abandon)
            {
                await move.AbandonAsync(ct);
                return GivenUp(s);
            }

            using var shown = new CopyProgress(s);
            var copied = await move.CopyAsync(partitions, leave, shown, ct);
            shown.Dispose();
            var next = (settings, move.FromKafka) switch
            {
                (null, _) => "Set log.engine to kafka before the hub starts.",
                ({ } file, false) => $"Set log.engine to kafka, and put the section log.kafka of '{file}' into plutora.yaml, before the hub starts.",
                ({ } file, true) => $"Put the section log.kafka of '{file}' into plutora.yaml before the hubs start.",
            };
            return s.Done(
                $"Copied to {move.Target}: {copied.Records} records, {copied.Entries} entries of state. The log of before is {move.Source}; no hub starts on it any more. {next} {Partitions(partitions)}".TrimEnd(),
                JsonElement.Parse(new JsonObject { ["target"] = move.Target, ["kept"] = move.Source, ["records"] = copied.Records, ["entries"] = copied.Entries }.ToJsonString()));
        });
    }

    private static void Check(int? partitions)
    {
        if (partitions is < 1 or > 1_000)
        {
            throw new UsageException("--partitions must lie between 1 and 1000.");
        }
    }

    private static string Partitions(int? partitions) => partitions is { } count ? $"Set log.partitions to {count} before the hub starts." : "";

    private static int GivenUp(Session s) => s.Done("The copy is given up and deleted; the hub may start on the log again.");

    private static async Task<int> RefusedAsync(Session s, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (LogException refused)
        {
            await s.Terminal.Error.WriteLineAsync(refused.Message);
            return ExitCode.Refused;
        }
    }
}
