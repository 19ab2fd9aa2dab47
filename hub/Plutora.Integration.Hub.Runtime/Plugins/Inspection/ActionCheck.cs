using System.Text.Json.Nodes;
using Plutora.Integration.Model.Actions;
using Plutora.Integration.Sdk.Actions;

namespace Plutora.Integration.Hub.Runtime.Plugins.Inspection;

/// <summary>Checks that an action which bears a name of the common data model means what the model means by it, so that a caller who knows no tool can ask any of them.</summary>
internal static class ActionCheck
{
    /// <summary>Every fault of an action, each a part of a sentence.</summary>
    public static IEnumerable<string> Faults(ActionDescriptor action)
    {
        if (!ActionTypes.TryGet(action.Name, out var type))
        {
            yield break;
        }

        var model = ActionDescriptor.For(type.Arguments, type.Result, action.Name, action.Description);
        foreach (var entity in action.Entities.Except(type.Entities, StringComparer.Ordinal))
        {
            var may = type.Entities.Count == 0 ? "it creates something in a container and targets none" : $"it may target {string.Join(", ", type.Entities)}";
            yield return $"the action '{action.Name}' targets '{entity}': {may}";
        }

        foreach (var missing in type.RequiredArguments.Except(Members(action.ArgumentsSchema).Keys, StringComparer.Ordinal))
        {
            yield return $"the action '{action.Name}' does not take the argument '{missing}', which every caller gives";
        }

        foreach (var missing in type.RequiredValues.Except(Required(action.ResultSchema), StringComparer.Ordinal))
        {
            yield return $"the result of the action '{action.Name}' does not always hold '{missing}', which every caller may read";
        }

        foreach (var fault in Mistyped(action.ArgumentsSchema, model.ArgumentsSchema, $"of the action '{action.Name}'", "argument").Concat(Mistyped(action.ResultSchema, model.ResultSchema, $"in the result of the action '{action.Name}'", "value")))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> Mistyped(JsonObject theirs, JsonObject ours, string where, string what)
    {
        var known = Members(ours);
        foreach (var (name, member) in Members(theirs))
        {
            if (known.GetValueOrDefault(name) is { } expected && !Types(expected).Overlaps(Types(member)))
            {
                yield return $"the {what} '{name}' {where} is {string.Join(" or ", Types(member))}, expected {string.Join(" or ", Types(expected).Where(t => t != "null"))}";
            }
        }
    }

    private static IEnumerable<string> Required(JsonObject schema) => (schema["required"] as JsonArray)?.Select(name => name!.GetValue<string>()) ?? [];

    private static Dictionary<string, JsonNode?> Members(JsonObject schema) => (schema["properties"] as JsonObject)?.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal) ?? [];

    // What names no type, such as an enum, is text.
    private static HashSet<string> Types(JsonNode? schema) => schema?["type"] switch
    {
        JsonArray several => [.. several.Select(t => t!.GetValue<string>())],
        { } one => [one.GetValue<string>()],
        null => ["string"],
    };
}
