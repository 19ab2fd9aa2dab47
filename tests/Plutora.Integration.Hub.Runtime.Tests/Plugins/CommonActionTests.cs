using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Plugins.Inspection;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Hub.Runtime.Tests.Plugins;

/// <summary>An action with a name of the common data model is one that a caller can ask of any tool; <c>docs/partners/actions.md</c> lists them, PLUTORA_WRITE_ACTIONS=1 rewrites it.</summary>
public sealed class CommonActionTests
{
    private static readonly JsonObject Nothing = new() { ["type"] = "object", ["properties"] = new JsonObject() };

    [Fact]
    public void Each_action_of_the_model_as_it_stands_is_one_that_a_connector_may_declare() =>
        Assert.All(ActionTypes.All, type => Assert.Empty(ActionCheck.Faults(ActionDescriptor.For(type.Arguments, type.Result, type.Name, "Does it.") with { Entities = type.Entities })));

    [Fact]
    public void A_connector_may_ask_for_more_by_a_class_derived_from_the_models()
    {
        var close = ActionDescriptor.Common<CloseIncident, TicketResult>("Closes an incident.", "incident");
        Assert.Equal(("close-ticket", "incident"), (close.Name, Assert.Single(close.Entities)));
        Assert.Contains("closeCode", close.ArgumentsSchema["required"]!.AsArray().Select(n => n!.GetValue<string>()));
        Assert.NotNull(close.ArgumentsSchema["properties"]!["comment"]);
        Assert.Empty(ActionCheck.Faults(close));
        Assert.Equal(["work-item", "incident", "problem", "change-request"], ActionDescriptor.Common<CloseTicket, TicketResult>("Closes it.").Entities);
        Assert.Throws<ArgumentException>(() => ActionDescriptor.Common<TicketResult, TicketResult>("Nothing."));
    }

    [Fact]
    public void An_action_that_means_something_else_by_the_name_is_told_what_the_name_means()
    {
        var comment = new ActionDescriptor { Name = "comment", Description = "Says it.", Entities = ["commit"], ArgumentsSchema = Schema("""{ "body": { "type": "string" } }"""), ResultSchema = Nothing };
        Assert.Equal(
            [
                "the action 'comment' targets 'commit': it may target work-item, incident, problem, change-request, pull-request",
                "the action 'comment' does not take the argument 'text', which every caller gives",
            ],
            ActionCheck.Faults(comment));
        var create = new ActionDescriptor { Name = "create-ticket", Description = "Creates it.", Entities = ["work-item"], ArgumentsSchema = Schema("""{ "title": { "type": "string" }, "labels": { "type": "string" } }"""), ResultSchema = Nothing };
        Assert.Equal(
            [
                "the action 'create-ticket' targets 'work-item': it creates something in a container and targets none",
                "the result of the action 'create-ticket' does not always hold 'id', which every caller may read",
                "the argument 'labels' of the action 'create-ticket' is string, expected array",
            ],
            ActionCheck.Faults(create));
    }

    [Fact]
    public void An_action_of_another_name_is_the_connectors_own() =>
        Assert.Empty(ActionCheck.Faults(new() { Name = "silence-alert", Description = "Silences it.", Entities = ["alert"], ArgumentsSchema = Nothing, ResultSchema = Nothing }));

    [Fact]
    public async Task The_page_for_partners_lists_each_action_with_its_arguments_and_values()
    {
        var file = Path.Combine(Shared.Root, "docs", "partners", "actions.md");
        var text = Write();
        if (Environment.GetEnvironmentVariable("PLUTORA_WRITE_ACTIONS") is not null) await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        Assert.Equal(text, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    private static JsonObject Schema(string properties) => new() { ["type"] = "object", ["properties"] = JsonNode.Parse(properties) };

    private static string Write()
    {
        var text = new StringBuilder("""
            # Actions of the common data model
            An action that bears one of these names means the same in every tool, so a caller who knows no tool can ask any of them. `Plutora.Integration.Model.Actions` has a class for the arguments and the result of each.
            Declare yours with `ActionDescriptor.Common<CloseTicket, TicketResult>("Closes an issue.")`; where your tool asks for more, derive a class and add members with `[Required]`. What only your tool can do gets a name of its own.
            The hub refuses a connector whose action bears such a name and targets other entities, does not take a required argument, has one of another type, or leaves a required value out.


            """);
        foreach (var type in ActionTypes.All)
        {
            var offer = ActionDescriptor.For(type.Arguments, type.Result, type.Name, "");
            text.Append(CultureInfo.InvariantCulture, $"## {type.Name}\n`{type.Arguments.Name}`, gives `{type.Result.Name}`; {(type.Entities.Count == 0 ? "in an instance and a container" : $"on {string.Join(", ", type.Entities)}")}.\n\n");
            Rows(text, "argument", offer.ArgumentsSchema, type.RequiredArguments);
            Rows(text, "value", offer.ResultSchema, type.RequiredValues);
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static void Rows(StringBuilder text, string kind, JsonObject schema, IReadOnlyList<string> required)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {kind} | type | what |\n| --- | --- | --- |\n");
        foreach (var (name, member) in schema["properties"]!.AsObject())
        {
            var types = member!["type"] is JsonArray several ? several.Select(t => t!.GetValue<string>()).First(t => t != "null") : member["type"]?.GetValue<string>();
            var shown = member["enum"] is JsonArray values ? string.Join(", ", values.Where(v => v is not null).Select(v => $"`{v}`")) : types;
            text.Append(CultureInfo.InvariantCulture, $"| `{name}`{(required.Contains(name) ? ", required" : "")} | {shown} | {member["description"]} |\n");
        }

        text.Append('\n');
    }

    private sealed record CloseIncident : CloseTicket
    {
        [Required]
        [Description("Close code, which the tool makes mandatory.")]
        public string CloseCode { get; init; } = "";
    }
}
