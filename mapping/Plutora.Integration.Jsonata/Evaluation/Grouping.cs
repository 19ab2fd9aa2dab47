using Plutora.Integration.Jsonata.Parsing;
using Plutora.Integration.Jsonata.Values;

namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>Object constructors, and grouping of a path's items by their keys.</summary>
internal static class Grouping
{
    public static JsonataValue Evaluate(ObjectNode node, JsonataValue input, Scope scope, Run run)
    {
        var source = node.Source is { } path ? Evaluator.Evaluate(path, input, scope, run) : input;
        if (node.Source is not null && source.IsUndefined)
        {
            return default;
        }

        List<JsonataValue> items = source.Array is { } array ? array.Items : [source];
        items = items.Count == 0 ? [default] : items;
        var groups = new OrderedDictionary<string, (int Member, List<JsonataValue> Items)>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            for (var i = 0; i < node.Members.Count; i++)
            {
                Collect(node, i, item, groups, scope, run);
            }
        }

        var members = new List<KeyValuePair<string, JsonataValue>>(groups.Count);
        foreach (var (key, group) in groups)
        {
            var value = Evaluator.Evaluate(node.Members[group.Member].Value, group.Items is [var one] ? one : new(new ArrayValue(group.Items, sequence: true)), scope, run);
            if (!value.IsUndefined)
            {
                members.Add(new(key, value));
            }
        }

        return JsonataValue.From(members);
    }

    private static void Collect(ObjectNode node, int member, JsonataValue item, OrderedDictionary<string, (int Member, List<JsonataValue> Items)> groups, Scope scope, Run run)
    {
        var position = node.Members[member].Key.Position;
        var key = Evaluator.Evaluate(node.Members[member].Key, item, scope, run);
        if (key.IsUndefined)
        {
            return;
        }

        if (key.Kind != JsonataKind.String)
        {
            throw new JsonataException("T1003", position, key.ToString(), $"Key in object structure must evaluate to a string; got: {key}");
        }

        if (!groups.TryGetValue(key.AsString(), out var group))
        {
            groups[key.AsString()] = group = (member, []);
        }

        if (group.Member != member)
        {
            throw new JsonataException("D1009", position, key.AsString(), $"Multiple key definitions evaluate to same key: \"{key.AsString()}\"");
        }

        group.Items.Add(item);
    }
}
