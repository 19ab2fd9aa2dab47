using System.Text.Json;

namespace Plutora.Integration.Sdk.Http.Pagination;

internal static class JsonText
{
    /// <summary>The text or number at a path of names; null when it is not there.</summary>
    public static string? At(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
    }
}
