using System.Text.Json;
using CloudNative.CloudEvents;
using Plutora.Integration.EventLog;

namespace Plutora.Integration.Hub.Runtime.CdEvents.Delivery;

/// <summary>A published CDEvent as a CloudEvent of the field's library, which knows how it goes over HTTP.</summary>
internal static class CloudEventContent
{
    public static CloudEvent Of(LogRecord record)
    {
        var told = new CloudEvent(CloudEventsSpecVersion.V1_0)
        {
            Id = Required(record, "id"),
            Source = new Uri(Required(record, "source"), UriKind.RelativeOrAbsolute),
            Type = Required(record, "type"),
            Subject = Required(record, "subject"),
            DataContentType = "application/json",
            Data = JsonElement.Parse((record.Value ?? default).Span),
        };
        told.SetAttributeFromString("time", Required(record, "time"));
        foreach (var name in CdEventsTopics.Kept)
        {
            if (CdEventsTopics.Attribute(record, name) is { } value)
            {
                told[CloudEventAttribute.CreateExtension(name, CloudEventAttributeType.String)] = value;
            }
        }

        return told;
    }

    private static string Required(LogRecord record, string name) =>
        CdEventsTopics.Attribute(record, name) ?? throw new FormatException($"The record lacks the attribute '{name}'.");
}
