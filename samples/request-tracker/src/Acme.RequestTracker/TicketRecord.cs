using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Streams;

namespace Acme.RequestTracker;

/// <summary>
/// Makes one record of a ticket and its changes of status. RT writes the members of an object, and the custom fields of a ticket, in another order with every answer: they are put in order, so that a ticket that
/// did not change is the same record, byte by byte. Nothing is left out.
/// </summary>
internal static class TicketRecord
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static SourceRecord Of(JsonObject ticket, IEnumerable<JsonObject> transactions)
    {
        if (ticket["CustomFields"] is JsonArray fields) ticket["CustomFields"] = new JsonArray([.. fields.OrderBy(f => f!["id"]!.ToString(), StringComparer.Ordinal).Select(f => f!.DeepClone())]);
        var record = new JsonObject { ["ticket"] = InOrder(ticket), ["transactions"] = new JsonArray([.. transactions.Select(InOrder)]) };
        return new()
        {
            Stream = "ticket",
            Id = ticket["id"]!.ToString(),
            Version = ticket["LastUpdated"]!.ToString(),
            Time = ticket["LastUpdated"]!.GetValue<DateTimeOffset>(),
            Container = ticket["Queue"]!["id"]!.ToString(),
            Json = JsonSerializer.SerializeToUtf8Bytes(record, Plain),
        };
    }

    private static JsonNode? InOrder(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, InOrder(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(InOrder)]),
        _ => node?.DeepClone(),
    };
}
