using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plutora.Integration.Sdk.Http.Pagination;

internal static class JsonText
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>The text or number at a path of names; null when it is not there.</summary>
    public static string? At(JsonElement element, string path) => Find(element, path) is not { } found ? null : found.ValueKind switch
    {
        JsonValueKind.String => found.GetString(),
        JsonValueKind.Number => found.GetRawText(),
        _ => null,
    };

    /// <summary>The text or number at a path of names in a body.</summary>
    public static string? Of(ReadOnlyMemory<byte> body, string path)
    {
        using var document = JsonDocument.Parse(body, Deep);
        return At(document.RootElement, path);
    }

    /// <summary>What stands at a path of names in a body.</summary>
    public static JsonValueKind KindOf(ReadOnlyMemory<byte> body, string path)
    {
        using var document = JsonDocument.Parse(body, Deep);
        return Find(document.RootElement, path)?.ValueKind ?? JsonValueKind.Undefined;
    }

    /// <summary>A JSON object with a member set.</summary>
    public static string With(string? body, string name, string value)
    {
        var members = body is { Length: > 0 } ? JsonNode.Parse(body)!.AsObject() : [];
        members[name] = value;
        return members.ToJsonString();
    }

    private static JsonElement? Find(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }
}
