using System.CommandLine;
using System.Text.Json.Nodes;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary><c>plutora key add|list|revoke</c>.</summary>
internal static class KeyCommands
{
    public static Command Create(Nouns nouns)
    {
        var name = Nouns.Id("name", "Who or what the key is for.");
        var role = new Option<string>("--role") { Description = "viewer reads; operator also pauses, reads and replays; administrator also configures.", DefaultValueFactory = _ => "viewer" };
        role.AcceptOnlyFromAmong("viewer", "operator", "administrator");
        var instances = new Option<string[]>("--instance") { Description = "Instance that the key sees; may be repeated. All by default.", HelpName = "id" };
        var entities = new Option<string[]>("--entity") { Description = "Entity that the key sees, such as pull-request; may be repeated. All by default.", HelpName = "name" };
        var publish = new Option<string[]>("--publish") { Description = "Registered service as which the key may publish; may be repeated. None by default.", HelpName = "id" };
        return new("key", "API keys.")
        {
            nouns.Verb("add", "Make a key. It is told once and cannot be read again.", [name, role, instances, entities, publish], async (s, ct) =>
            {
                var answer = await s.SendAsync(HttpMethod.Post, "/api/v1/keys", new JsonObject
                {
                    ["name"] = s.Get(name), ["role"] = s.Get(role), ["instances"] = List(s.Get(instances)), ["entities"] = List(s.Get(entities)), ["publishes"] = List(s.Get(publish)),
                }, ct);
                s.Note($"Key '{s.Get(name)}' with role {s.Get(role)}; keep it now, it is told once:");
                return s.Done(Text.At(answer, "key"), answer);
            }),
            nouns.Verb("list", "Keys in force, without their values.", [], async (s, ct) => s.Table(
                await s.GetAsync("/api/v1/keys", ct), "There is no key.", "name", new("role", k => Text.At(k, "role").ToLowerInvariant()), new("instances", k => All(Text.At(k, "scope.instances"))), new("entities", k => All(Text.At(k, "scope.entities"))), "publishes", new("created", k => Text.At(k, "createdAt")))),
            nouns.Verb("revoke", "Revoke a key at once.", [name], async (s, ct) =>
                s.Done($"Key '{s.Get(name)}' is revoked.", await s.SendAsync(HttpMethod.Delete, Session.Url($"/api/v1/keys/{s.Get(name)}"), null, ct))),
        };
    }

    private static string All(string some) => some.Length == 0 ? "all" : some;

    private static JsonArray List(string[]? values) => [.. (values ?? []).Select(v => (JsonNode)v)];
}
