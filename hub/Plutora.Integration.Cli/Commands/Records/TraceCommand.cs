using System.CommandLine;
using System.Text.Json;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Records;

/// <summary><c>plutora trace</c>: what belongs together from one entity on, as a tree.</summary>
internal static class TraceCommand
{
    public static Command Create(Nouns nouns)
    {
        var id = Nouns.Id("id", "An id, or an alias such as owner/repo#7.");
        var depth = new Option<int>("--depth") { Description = "Steps to follow at most, 1 to 20.", DefaultValueFactory = _ => 6, HelpName = "steps" };
        return nouns.Verb("trace", "Follow links and references from an entity: what it came from and what became of it.", [id, depth], async (s, ct) =>
        {
            if (s.Get(depth) is < 1 or > 20)
            {
                throw new UsageException($"--depth {s.Get(depth)}: expected 1 to 20.");
            }

            var trace = await s.GetAsync(Session.Url($"/api/v1/trace?id={s.Get(id)}&depth={s.Get(depth)}"), ct);
            if (s.Json)
            {
                return s.Done("", trace);
            }

            foreach (var line in Lines(trace))
            {
                s.Terminal.Out.WriteLine(Text.Clean(line));
            }

            if (Text.At(trace, "cut") == "yes")
            {
                s.Note("There is more than is followed from one entity; begin at one further on.");
            }

            return ExitCode.Done;
        });
    }

    /// <summary>The tree, a line an entity: how it was reached, its id, title and state.</summary>
    internal static IEnumerable<string> Lines(JsonElement trace)
    {
        var nodes = trace.GetProperty("nodes").EnumerateArray().ToArray();
        var byId = nodes.ToDictionary(n => Text.At(n, "id"), StringComparer.Ordinal);
        var steps = trace.GetProperty("steps").EnumerateArray().ToLookup(s => Text.At(s, "from"), StringComparer.Ordinal);
        return nodes.Length == 0 ? [] : [Label(nodes[0]), .. Below(Text.At(nodes[0], "id"), "")];

        IEnumerable<string> Below(string id, string indent)
        {
            var children = steps[id].ToArray();
            for (var i = 0; i < children.Length; i++)
            {
                var (to, last) = (Text.At(children[i], "to"), i == children.Length - 1);
                yield return $"{indent}{(last ? "└─ " : "├─ ")}{Relation(children[i])} {Label(byId[to])}";
                foreach (var line in Below(to, indent + (last ? "   " : "│  ")))
                {
                    yield return line;
                }
            }
        }
    }

    // An arrow to the right: what stands before states it of what stands behind; to the left: the other way round.
    private static string Relation(JsonElement step) => Text.At(step, "outward") == "yes" ? $"{Text.At(step, "relation")} →" : $"← {Text.At(step, "relation")}";

    private static string Label(JsonElement node)
    {
        string[] marks = [.. ((string[])[Text.At(node, "state"), Text.At(node, "deleted") == "yes" ? "deleted" : ""]).Where(m => m.Length > 0)];
        var title = Text.At(node, "title") is { Length: > 0 } text ? "  " + text.ReplaceLineEndings(" ") : "";
        return $"{Text.At(node, "id")}{title}{(marks.Length == 0 ? "" : $"  [{string.Join(", ", marks)}]")}";
    }
}
