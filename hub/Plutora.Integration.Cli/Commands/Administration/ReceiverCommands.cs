using System.CommandLine;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary><c>plutora receiver list|pause|resume</c>.</summary>
internal static class ReceiverCommands
{
    public static Command Create(Nouns nouns)
    {
        var id = Nouns.Id("id", "Id of the receiver in the setting cdEvents.receivers.");
        return new("receiver", "Receivers of CDEvents over HTTP.")
        {
            nouns.Verb("list", "Receivers, how far each is behind, and what keeps it.", [], async (s, ct) => s.Table(
                await s.GetAsync("/api/v1/cdevents/receivers", ct), "There is no receiver. Write them into the setting cdEvents.receivers.",
                "id", "url", "paused", "lag", new Column("trouble", r => Trouble(r, "reason")), new Column("retry at", r => Trouble(r, "retryAt")))),
            nouns.Verb("pause", "Send nothing to it; what is published meanwhile is kept for it.", [id], async (s, ct) =>
                s.Done($"Receiver '{s.Get(id)}' is paused. Go on with: plutora receiver resume {s.Get(id)}", await s.SendAsync(HttpMethod.Post, Session.Url($"/api/v1/cdevents/receivers/{s.Get(id)}/pause"), null, ct))),
            nouns.Verb("resume", "Send again, beginning with what it has not got.", [id], async (s, ct) =>
                s.Done($"Receiver '{s.Get(id)}' is resumed.", await s.SendAsync(HttpMethod.Post, Session.Url($"/api/v1/cdevents/receivers/{s.Get(id)}/resume"), null, ct))),
        };
    }

    private static string Trouble(System.Text.Json.JsonElement receiver, string member) =>
        receiver.TryGetProperty("trouble", out var trouble) && trouble.ValueKind == System.Text.Json.JsonValueKind.Object ? Text.At(trouble, member) : "";
}
