using System.Buffers;
using System.Text.Json;
using Plutora.Integration.Model.Descriptors;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Envelope;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>Writes a fact as a CDEvent.</summary>
internal static class CdEventWriter
{
    public static CdEvent Write(Fact fact, Entity entity, NormalizedEvent context)
    {
        string id = $"{context.Id}#{fact.Identity}";
        var timestamp = fact.At ?? context.Time;
        var buffer = new ArrayBufferWriter<byte>(context.Data.Length + 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Context(json, fact, id, timestamp, context);
            Subject(json, fact, context);
            json.WritePropertyName("customData");
            json.WriteRawValue(context.Data.IsEmpty ? EntityTypes.Serialize(entity) : context.Data.Span);
            json.WriteString("customDataContentType", NormalizedEvent.DataContentType);
            json.WriteEndObject();
        }
        return new CdEvent(id, context.Source, fact.Type, fact.Subject!, timestamp, buffer.WrittenMemory);
    }

    private static void Context(Utf8JsonWriter json, Fact fact, string id, DateTimeOffset timestamp, NormalizedEvent context)
    {
        json.WriteStartObject("context");
        json.WriteString("specversion", CdEventsProjection.SpecVersion);
        json.WriteString("id", id);
        if (!string.IsNullOrEmpty(context.CorrelationId)) json.WriteString("chainId", context.CorrelationId);
        json.WriteString("source", context.Source);
        json.WriteString("type", fact.Type);
        json.WritePropertyName("timestamp");
        Instants.Write(json, timestamp);
        json.WriteEndObject();
    }

    private static void Subject(Utf8JsonWriter json, Fact fact, NormalizedEvent context)
    {
        json.WriteStartObject("subject");
        json.WriteString("id", fact.Subject);
        json.WriteString("source", context.Source);
        json.WritePropertyName("content");
        fact.Content.WriteTo(json);
        json.WriteEndObject();
    }
}
