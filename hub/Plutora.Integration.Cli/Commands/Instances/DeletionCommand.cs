using System.CommandLine;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Instances;

/// <summary><c>plutora instance deletions</c>: what a scan would delete that is more than a scan may by itself (rule 17 of state).</summary>
internal static class DeletionCommand
{
    public static Command Create(Nouns nouns)
    {
        var id = Nouns.Id("id", "Id of the instance.");
        var apply = new Option<string?>("--apply") { Description = "Delete what is held of this stream.", HelpName = "stream" };
        var dismiss = new Option<string?>("--dismiss") { Description = "Keep what is held of this stream.", HelpName = "stream" };
        return nouns.Verb("deletions", "Deletions of a scan that are held since they are many; apply or dismiss them.", [id, apply, dismiss], async (s, ct) =>
        {
            var path = InstanceCommands.One(s.Get(id)) + "/deletions";
            return (s.Get(apply), s.Get(dismiss)) switch
            {
                (null, null) => s.Table(await s.GetAsync(path, ct), "No deletions are held.", "stream", "missing", new("of", h => Text.At(h, "total")), new("scan", h => Text.At(h, "scanStartedAt")), "reason"),
                ({ } stream, null) => s.Done($"The deletions of {s.Get(id)}/{stream} are applied.", await s.SendAsync(HttpMethod.Post, path + Session.Url($"/{stream}/apply"), null, ct)),
                (null, { } stream) => s.Done($"The deletions of {s.Get(id)}/{stream} are dismissed; the records stay.", await s.SendAsync(HttpMethod.Post, path + Session.Url($"/{stream}/dismiss"), null, ct)),
                _ => throw new UsageException("--apply and --dismiss exclude each other."),
            };
        });
    }
}
