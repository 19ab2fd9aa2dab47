using System.Text;
using System.Text.Json.Nodes;

namespace Acme.Company.Tools.Jira;

/// <summary>Text as a tree, the Atlassian Document Format, and back.</summary>
internal static class RichText
{
    public static JsonObject Of(string text) => new()
    {
        ["type"] = "doc",
        ["version"] = 1,
        ["content"] = new JsonArray([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonNode)new JsonObject
        {
            ["type"] = "paragraph",
            ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = line }),
        })]),
    };

    public static string Read(JsonNode? node)
    {
        var text = new StringBuilder();
        Read(node, text);
        return text.ToString().TrimEnd('\n');
    }

    private static void Read(JsonNode? node, StringBuilder text)
    {
        if (node is JsonArray several)
        {
            foreach (var one in several)
            {
                Read(one, text);
            }
        }
        else if (node is JsonObject one)
        {
            text.Append(one["type"]?.ToString() == "hardBreak" ? "\n" : one["text"]?.ToString());
            Read(one["content"], text);
            text.Append(one["type"]?.ToString() == "paragraph" ? "\n" : "");
        }
    }
}
