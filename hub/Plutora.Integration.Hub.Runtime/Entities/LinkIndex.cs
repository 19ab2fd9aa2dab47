using System.Text.Json;
using Plutora.Integration.EventLog;

namespace Plutora.Integration.Hub.Runtime.Entities;

/// <summary>Finds the links of an entity. Kept beside the links, in the same transaction.</summary>
internal static class LinkIndex
{
    public const string Store = "links";
    private static readonly string[] EndNames = ["from", "to"];

    public static void Change(ILogTransaction transaction, string linkId, JsonElement? before, JsonElement? after)
    {
        var (gone, taken) = (Ends(before), Ends(after));
        foreach (var end in gone.Except(taken))
        {
            transaction.PutState(Store, Key(end, linkId), null, end);
        }

        foreach (var end in taken.Except(gone))
        {
            transaction.PutState(Store, Key(end, linkId), "1"u8.ToArray(), end);
        }
    }

    private static IReadOnlyList<string> Ends(JsonElement? link) =>
        link is { } element
            ? [.. EndNames.Select(end => element.TryGetProperty(end, out var reference) && reference.TryGetProperty("id", out var id) ? id.GetString() : null).OfType<string>()]
            : [];

    private static string Key(string end, string linkId) => $"{end}\0{linkId}";
}
