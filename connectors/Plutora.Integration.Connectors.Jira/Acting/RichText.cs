using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.Jira.Acting;

/// <summary>Writes text as the tree that version 3 of the interface takes (Atlassian Document Format).</summary>
internal static class RichText
{
    /// <summary>A document: what is one already as it is, plain text by paragraphs and lines.</summary>
    public static JsonObject Of(string text) => Document(text) ?? new JsonObject
    {
        ["type"] = "doc",
        ["version"] = 1,
        ["content"] = new JsonArray([.. text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Paragraph)]),
    };

    private static JsonObject Paragraph(string text)
    {
        var content = new JsonArray();
        foreach (var line in text.Split('\n'))
        {
            if (content.Count > 0)
            {
                content.Add(new JsonObject { ["type"] = "hardBreak" });
            }

            // Jira refuses a text node without text.
            if (line.Length > 0)
            {
                content.Add(new JsonObject { ["type"] = "text", ["text"] = line });
            }
        }

        return new() { ["type"] = "paragraph", ["content"] = content };
    }

    private static JsonObject? Document(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) is JsonObject tree && tree["type"] is JsonValue type && type.TryGetValue<string>(out var name) && name == "doc" ? tree : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
