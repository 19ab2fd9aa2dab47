using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Hosting;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.WebConsole.Access;

namespace Plutora.Integration.Cli.Commands;

/// <summary><c>plutora up</c>: starts a hub.</summary>
internal static class UpCommand
{
    public static Command Create(Nouns nouns)
    {
        var urls = new Option<string>("--urls") { Description = "Addresses to listen on, separated by semicolons; loopback only by default, port 0 for a free one.", DefaultValueFactory = _ => HubHost.DefaultAddress };
        return nouns.Verb("up", "Start a hub on the home folder; it runs until Ctrl+C.", [urls], async (s, ct) =>
        {
            var home = new HubHome(s.Home);
            try
            {
                if (await FirstStart.WriteAsync(home, Environment.CurrentDirectory) is { } told)
                {
                    s.Note(told);
                }

                await using var app = HubHost.Build(["--urls", s.Get(urls)!], home, s.Terminal.Time);
                await app.StartAsync(ct);
                Welcome(s, app, home);
                await ((IHost)app).WaitForShutdownAsync(ct);
                return ExitCode.Done;
            }
            catch (LogException log)
            {
                return await UnusableAsync(s, log.Message);
            }
            catch (Exception address) when (address is FormatException or ArgumentException)
            {
                throw new UsageException($"--urls {s.Get(urls)}: {address.Message} Expected addresses such as {HubHost.DefaultAddress}.");
            }
            catch (Exception denied) when (denied is UnauthorizedAccessException || (denied is IOException && denied is not FileNotFoundException))
            {
                var remedy = denied.Message.Contains("bind", StringComparison.OrdinalIgnoreCase) ? "Stop what listens there, or choose another address with --urls." : $"Is '{home.Folder}' a folder that this user may write to? Choose another with --home.";
                return await UnusableAsync(s, $"{denied.Message.TrimEnd('.')}. {remedy}");
            }
        });
    }

    private static async Task<int> UnusableAsync(Session session, string sentence)
    {
        await session.Terminal.Error.WriteLineAsync(sentence);
        return ExitCode.Unavailable;
    }

    private static void Welcome(Session session, WebApplication app, HubHome home)
    {
        var runtime = (HubRuntime)app.Services.GetService(typeof(HubRuntime))!;
        var addresses = string.Join(", ", ((IServer)app.Services.GetService(typeof(IServer))!).Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        session.Done($"The hub listens on {addresses}. Home folder: {home.Folder}");
        if (HubHost.SignInLink(app) is { } link)
        {
            session.Note($"Open the console, once within {SignInLinks.Lifetime.TotalMinutes:0} minutes: {link}");
        }

        if (runtime.InstanceStore.All.Count == 0)
        {
            session.Note("It reads nothing yet. In another shell: plutora connector list; plutora instance add --connector git --option repositories=.; plutora events tail");
        }
    }
}
