using System.CommandLine;
using System.Net;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Client;

namespace Plutora.Integration.Cli.Commands.Instances;

/// <summary><c>plutora instance remove</c>: waits until what the instance stored is mapped and it is gone; interrupted, the hub goes on by itself.</summary>
internal static class RemoveCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static Command Create(Nouns nouns)
    {
        var id = Nouns.Id("id", "Id of the instance.");
        var entities = new Option<bool>("--with-entities") { Description = "Delete its entities too; without it they stay." };
        return nouns.Verb("remove", "Remove an instance, once what it stored is mapped; its records stay in the log.", [id, entities], async (s, ct) =>
        {
            var path = InstanceCommands.One(s.Get(id));
            await s.SendAsync(HttpMethod.Delete, path + (s.Get(entities) ? "?entities=delete" : "?entities=keep"), null, ct);
            using (var progress = new ProgressLine(s.Terminal, s.Json))
            {
                while (await IsThereAsync(s, path, ct))
                {
                    progress.Report($"Instance '{s.Get(id)}' is being removed; Ctrl+C leaves that to the hub.");
                    await Task.Delay(Pause, s.Terminal.Time, ct);
                }
            }

            return s.Done($"Instance '{s.Get(id)}' is removed; its {(s.Get(entities) ? "entities are deleted" : "entities stay")}.");
        });
    }

    private static async Task<bool> IsThereAsync(Session session, string path, CancellationToken cancellationToken)
    {
        try
        {
            await session.GetAsync(path, cancellationToken);
            return true;
        }
        catch (HubException gone) when (gone.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
