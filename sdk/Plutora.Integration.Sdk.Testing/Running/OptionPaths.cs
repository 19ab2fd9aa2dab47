using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Sdk.Testing.Running;

/// <summary>Finds values in options by the paths of a descriptor, such as <c>accounts[].token</c>.</summary>
internal static class OptionPaths
{
    /// <summary>The values of secrets.</summary>
    public static IReadOnlyList<string> Values(JsonObject options, IEnumerable<string> paths)
    {
        var values = new List<string>();
        foreach (var path in paths)
        {
            Visit(options, path, value =>
            {
                values.Add(value);
                return null;
            });
        }

        return values;
    }

    /// <summary>A copy in which each value at the paths is another.</summary>
    public static async Task<JsonObject> ReplaceAsync(JsonObject options, IEnumerable<string> paths, Func<string, Task<string>> with)
    {
        var copy = options.DeepClone().AsObject();
        foreach (var path in paths.ToList())
        {
            var others = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var value in Values(copy, [path]))
            {
                others[value] = await with(value).ConfigureAwait(false);
            }

            Visit(copy, path, value => others[value]);
        }

        return copy;
    }

    private static void Visit(JsonNode? node, string path, Func<string, string?> visit)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var head = dot < 0 ? path : path[..dot];
        var list = head.EndsWith("[]", StringComparison.Ordinal);
        var name = list ? head[..^2] : head;
        if (node is not JsonObject owner || owner[name] is not { } value)
        {
            return;
        }

        if (dot >= 0)
        {
            foreach (var child in list && value is JsonArray items ? items.ToArray() : [value])
            {
                Visit(child, path[(dot + 1)..], visit);
            }
        }
        else if (value.GetValueKind() == JsonValueKind.String && visit(value.GetValue<string>()) is { } other)
        {
            owner[name] = other;
        }
        else if (list && value is JsonArray texts)
        {
            for (var at = 0; at < texts.Count; at++)
            {
                if (texts[at]?.GetValueKind() == JsonValueKind.String && visit(texts[at]!.GetValue<string>()) is { } each)
                {
                    texts[at] = each;
                }
            }
        }
    }
}
