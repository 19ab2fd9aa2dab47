using System.Globalization;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Settings;

namespace Plutora.Integration.Hub.Runtime.CdEvents.Delivery;

/// <summary>Which events are sent to a receiver.</summary>
internal sealed class DeliveryFilter(ReceiverSettings receiver)
{
    public bool Concerns(LogRecord record, ReceiverControl control)
    {
        if (record.Value is null)
        {
            return false;
        }

        // What was set aside passed the filter once.
        if (record.Topic == CdEventsTopics.Redelivered)
        {
            return record.Header(CdEventsTopics.ReceiverHeader) == receiver.Id;
        }

        var type = CdEventsTopics.Attribute(record, "type") ?? "";
        return receiver.Causes.Contains(CdEventsTopics.Attribute(record, CdEventsTopics.Cause) ?? "", StringComparer.Ordinal)
            && (receiver.Types.Count == 0 || receiver.Types.Any(t => type.StartsWith(t, StringComparison.Ordinal)))
            && (receiver.From == ReceiverStart.Earliest || ReceivedAt(record) >= control.AddedAt);
    }

    private static DateTimeOffset ReceivedAt(LogRecord record) =>
        DateTimeOffset.TryParse(CdEventsTopics.Attribute(record, CdEventsTopics.ReceivedTime), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : record.AppendedAt;
}
