using System.Text.Json;
using Plutora.Integration.Hub.Runtime.Merging;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>Finds the links of an entity. Written by the owner of each end, who learns of changes by message.</summary>
internal static class LinkIndex
{
    public const string Store = "links";

    /// <summary>What links are called among entities.</summary>
    public const string Entity = "link";
    private static readonly string[] EndNames = ["from", "to"];

    /// <summary>Ids of the ends of a link that are known; one where both ends are the same.</summary>
    public static IReadOnlyList<string> Ends(FieldSet? link) =>
        link is null ? [] : [.. EndNames.Select(end => link.TryGetValue(end, out var reference) ? EndOf(reference) : null).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Id that a reference holds, or null.</summary>
    public static string? EndOf(JsonElement reference) =>
        reference.ValueKind == JsonValueKind.Object && reference.TryGetProperty("id", out var id) ? id.GetString() : null;

    public static string Key(string end, string linkId) => $"{end}\0{linkId}";

    public static string LinkOf(string key) => key[(key.LastIndexOf('\0') + 1)..];
}
