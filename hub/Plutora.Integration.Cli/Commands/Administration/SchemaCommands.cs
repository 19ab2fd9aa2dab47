using System.CommandLine;
using System.Globalization;
using Plutora.Integration.Cli.Output;
using Plutora.Integration.Cli.Sessions;
using Plutora.Integration.Model.Descriptors;

namespace Plutora.Integration.Cli.Commands.Administration;

/// <summary><c>plutora schema list|show</c>.</summary>
internal static class SchemaCommands
{
    public static Command Create(Nouns nouns)
    {
        var entity = Nouns.Id("entity", "Name of the entity, such as pull-request, or its schema's urn.");
        var version = new Option<int>("--schema-version") { Description = "Version of the schema.", DefaultValueFactory = _ => 1, HelpName = "number" };
        return new("schema", "JSON Schemas of the common data model.")
        {
            nouns.Verb("list", "Schemas that the hub serves.", [], async (s, ct) => s.Table(
                await s.GetAsync("/api/v1/schemas", ct), "The hub serves no schema.", new("schema", Text.Of), new("topic", urn => Topic(Text.Of(urn))))),
            nouns.Verb("show", "A schema.", [entity, version], async (s, ct) =>
            {
                var (name, number) = s.Get(entity).Split(':') is ["urn", "plutora", "cdm", var named, var numbered] && int.TryParse(numbered, CultureInfo.InvariantCulture, out var parsed)
                    ? (named, parsed)
                    : (s.Get(entity), s.Get(version));
                var schema = await s.GetAsync(Session.Url($"/api/v1/schemas/{name}/{number}"), ct);
                return s.Done(Text.Json(schema), schema);
            }),
        };
    }

    private static string Topic(string urn) => urn.Split(':') is [.., var name, _] && EntityTypes.TryGet(name, out var type) ? type.Topic : "";
}
