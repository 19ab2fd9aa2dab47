using System.Text.Json;
using Plutora.Integration.Connectors.GitHub.Records;
using Plutora.Integration.Sdk.Errors;

namespace Plutora.Integration.Connectors.GitHub.Polling;

/// <summary>Takes the items out of an answer.</summary>
internal static class PageReader
{
    /// <summary>Parses an answer.</summary>
    /// <exception cref="ConnectorException">Transient, when it is cut off or no JSON: a proxy's page, a broken connection.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, Uri uri) => ToolJson.Parse(body, uri.AbsolutePath);

    /// <summary>The items: the answer itself, or its member <paramref name="member"/>.</summary>
    public static IReadOnlyList<JsonElement> Items(JsonElement root, string? member, Uri uri)
    {
        var list = member is null ? root : root.ValueKind == JsonValueKind.Object && root.TryGetProperty(member, out var found) ? found : default;
        return list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : throw ConnectorException.Permanent($"The answer of {uri.AbsolutePath} holds no list{(member is null ? "" : $" '{member}'")}.");
    }

    /// <summary>The text at a dotted path such as <c>head.sha</c>, numbers as written; null when it is not there.</summary>
    public static string? At(JsonElement item, string path)
    {
        foreach (var segment in path.Split('.'))
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(segment, out item))
            {
                return null;
            }
        }

        return item.ValueKind switch
        {
            JsonValueKind.String => item.GetString(),
            JsonValueKind.Number => item.GetRawText(),
            _ => null,
        };
    }

    /// <summary>The instant by which a list is sorted; null when the item has none.</summary>
    public static DateTimeOffset? Stamp(JsonElement item, string? member) => member switch
    {
        null => null,
        "committer" => item.TryObject("commit", out var commit) && commit.TryObject("committer", out var committer) ? committer.Instant("date") : null,
        _ => item.Instant(member),
    };
}
