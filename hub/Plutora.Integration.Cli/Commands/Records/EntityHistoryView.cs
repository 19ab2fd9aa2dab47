using System.Text.Json;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Records;

/// <summary>The versions of an entity: what changed, from which record, by which mapping.</summary>
internal static class EntityHistoryView
{
    private const int Longest = 120;

    public static int Show(Session session, JsonElement versions)
    {
        if (session.Json)
        {
            return session.Done("", versions);
        }

        if (versions.GetArrayLength() == 0)
        {
            session.Note("Nothing is kept of its history.");
        }

        foreach (var version in versions.EnumerateArray())
        {
            var what = Text.At(version, "deleted") == "yes" ? "deleted" : "upserted";
            session.Terminal.Out.WriteLine($"{Text.At(version, "version")}  {Text.At(version, "time")}  {what}, {Text.At(version, "cause").ToLowerInvariant()}{Origin(version)}");
            foreach (var change in Text.Find(version, "changes").EnumerateArray())
            {
                session.Terminal.Out.WriteLine($"    {Text.At(change, "field")}: {Value(change, "before")} → {Value(change, "after")}");
            }
        }

        return ExitCode.Done;
    }

    private static string Origin(JsonElement version)
    {
        var record = Text.At(version, "record");
        var origin = record.Length == 0 ? ", by no record of its own" : $", from {record}";
        var recordVersion = Text.At(version, "recordVersion") is { Length: > 0 } known ? $" at {known}" : "";
        var mapping = Text.At(version, "mappingVersion") is { Length: > 0 } number ? $", by mapping {number}" : "";
        return origin + recordVersion + mapping;
    }

    private static string Value(JsonElement change, string side)
    {
        var text = Text.At(change, side).ReplaceLineEndings(" ");
        return text.Length == 0 ? "(none)" : text.Length > Longest ? text[..Longest] + "…" : text;
    }
}
