using Plutora.Integration.EventLog;
using Plutora.Integration.Model.CdEvents;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.CdEvents;

/// <summary>The topics of CDEvents, and how an event stands there: Kafka's binary binding of CloudEvents, with the subject as key.</summary>
internal static class CdEventsTopics
{
    /// <summary>Every transition, for whoever reads the log.</summary>
    public const string Published = "cdevents.v1";

    /// <summary>Dead letters that are sent again, each to the receiver that its header names.</summary>
    public const string Redelivered = "cdevents.redelivery";

    /// <summary>Header of <see cref="Redelivered"/>: the receiver.</summary>
    public const string ReceiverHeader = "receiver";

    /// <summary>Extension attributes of the normalized event that stand on the CDEvent too.</summary>
    public static IReadOnlyList<string> Kept { get; } = [Cause, ReceivedTime, "traceparent", "correlationid"];

    /// <summary>Why the normalized event was published.</summary>
    public const string Cause = "cause";

    /// <summary>When the hub received what made the change.</summary>
    public const string ReceivedTime = "receivedtime";

    /// <summary>A published event, and what of the normalized event's attributes goes with it.</summary>
    public static LogEntry Entry(CdEvent told, LogRecord of)
    {
        List<KeyValuePair<string, string>> headers =
        [
            new(BinaryEvent.ContentType, NormalizedEvent.DataContentType),
            Attribute("specversion", "1.0"),
            Attribute("id", told.Id),
            Attribute("source", told.Source),
            Attribute("type", told.Type),
            Attribute("subject", told.Subject),
            Attribute("time", Text(told.Timestamp)),
        ];
        foreach (var name in Kept)
        {
            if (of.Header(BinaryEvent.Prefix + name) is { } value)
            {
                headers.Add(Attribute(name, value));
            }
        }

        return new(Published, told.Subject, told.Json, headers);
    }

    /// <summary>An attribute of an event as read, or null.</summary>
    public static string? Attribute(LogRecord record, string name) => record.Header(BinaryEvent.Prefix + name);

    private static KeyValuePair<string, string> Attribute(string name, string value) => new(BinaryEvent.Prefix + name, value);

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
