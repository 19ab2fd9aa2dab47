using System.CommandLine;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary><c>plutora person forget</c>.</summary>
internal static class PersonCommands
{
    public static Command Create(Nouns nouns)
    {
        var who = Nouns.Id("person", "An e-mail address, or the id of a person entity.");
        return new("person", "People that the hub knows of.")
        {
            nouns.Verb("forget", "Remove all that names a person, now and from later records; free text is not searched.", [who], async (s, ct) =>
            {
                var answer = await s.SendAsync(HttpMethod.Post, "/api/v1/people/forget", new JsonObject { ["person"] = s.Get(who) }, ct);
                var done = Text.Find(answer, "forgotten");
                var by = Text.At(done, "goneBy");
                return s.Done($"Forgotten: {Text.At(done, "entities")} entities deleted, {Text.At(done, "rewritten")} records rewritten, {Text.At(done, "removed")} removed. "
                    + $"{(by.Length > 0 && by != "-" ? $"Nothing is left by {by}." : "Nothing is left in the log.")} {Text.At(answer, "notSearched")}", answer);
            }),
        };
    }
}
