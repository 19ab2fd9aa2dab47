using System.CommandLine;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Sessions;
using Spectre.Console;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary><c>plutora secret put|list|remove</c>. A value is never an argument, which other users of the machine can see.</summary>
internal static class SecretCommands
{
    public static Command Create(Nouns nouns)
    {
        var name = Nouns.Id("name", "Name of the secret; options refer to it as store:NAME.");
        return new("secret", "Secrets in the hub's store, encrypted; values are never shown.")
        {
            nouns.Verb("put", "Store a secret, read from standard input or asked for.", [name], async (s, ct) =>
            {
                var answer = await s.SendAsync(HttpMethod.Put, Session.Url($"/api/v1/secrets/{s.Get(name)}"), new JsonObject { ["value"] = await ReadAsync(s, ct) }, ct);
                return s.Done($"Secret '{s.Get(name)}' is stored. Refer to it as store:{s.Get(name)}.", answer);
            }),
            nouns.Verb("list", "Names of the secrets.", [], async (s, ct) => s.Table(
                await s.GetAsync("/api/v1/secrets", ct), "There is no secret. Store one: plutora secret put NAME < FILE", new Output.Column("name", Output.Text.Of))),
            nouns.Verb("remove", "Remove a secret; instances that refer to it stop at their next start.", [name], async (s, ct) =>
                s.Done($"Secret '{s.Get(name)}' is removed.", await s.SendAsync(HttpMethod.Delete, Session.Url($"/api/v1/secrets/{s.Get(name)}"), null, ct))),
        };
    }

    private static async Task<string> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var value = session.Terminal.IsInteractive
            ? await new TextPrompt<string>("Value:").Secret(null).ShowAsync(AnsiConsole.Console, cancellationToken)
            : (await session.Terminal.In.ReadToEndAsync(cancellationToken)).TrimEnd('\r', '\n');
        return value.Length > 0 ? value : throw new UsageException("Standard input holds no value. Give it as: plutora secret put NAME < FILE");
    }
}
