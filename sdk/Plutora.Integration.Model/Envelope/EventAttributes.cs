using System.Globalization;
using Plutora.Integration.Model.Identity;
using Plutora.Integration.Model.Json;

namespace Plutora.Integration.Model.Envelope;

/// <summary>
/// The CloudEvents attributes of a normalized event, by name and as text, in both modes. <c>entityversion</c> and <c>mappingversion</c> are of CloudEvents' type
/// String, since its Integer has 32 bits.
/// </summary>
internal static class EventAttributes
{
    public const string SpecVersion = "1.0";

    /// <summary>Names of all that an event may have.</summary>
    public static readonly string[] Names =
    [
        "specversion", "id", "source", "type", "subject", "time", "dataschema", "entityversion", "recordversion", "mappingversion", "cause", "receivedtime", "traceparent", "correlationid", "causationid", "echo",
    ];

    /// <summary>All that the event has, in the order in which they are written, without the content type.</summary>
    public static IEnumerable<(string Name, string Value)> Of(NormalizedEvent e)
    {
        yield return ("specversion", SpecVersion);
        yield return ("id", e.Id);
        yield return ("source", e.Source);
        yield return ("type", e.Type.ToString());
        yield return ("subject", e.Subject.ToString());
        yield return ("time", Instants.ToText(e.Time));
        yield return ("dataschema", e.DataSchema);
        yield return ("entityversion", e.EntityVersion.ToString(CultureInfo.InvariantCulture));
        if (e.RecordVersion is not null) yield return ("recordversion", e.RecordVersion);
        if (e.MappingVersion is { } mapping) yield return ("mappingversion", mapping.ToString(CultureInfo.InvariantCulture));
        yield return ("cause", Text(e.Cause));
        yield return ("receivedtime", Instants.ToText(e.ReceivedTime));
        if (e.TraceParent is not null) yield return ("traceparent", e.TraceParent);
        if (e.CorrelationId is not null) yield return ("correlationid", e.CorrelationId);
        if (e.CausationId is not null) yield return ("causationid", e.CausationId);
        if (e.Echo is not null) yield return ("echo", e.Echo);
    }

    /// <summary>The event that has these attributes; those that it does not know are ignored.</summary>
    /// <exception cref="FormatException">One is missing or is not what it should be; the message says which.</exception>
    public static NormalizedEvent Read(Func<string, string?> attribute, ReadOnlyMemory<byte> data)
    {
        if (Required("specversion") is var spec && spec != SpecVersion) throw Wrong("specversion", spec, SpecVersion);
        return new NormalizedEvent
        {
            Id = Required("id"),
            Source = Required("source"),
            Type = EventType.TryParse(Required("type"), out var type) ? type
                : throw Wrong("type", Required("type"), "com.plutora.cdm.<entity>.<upserted|deleted>.v<N>"),
            Subject = EntityId.TryParse(Required("subject"), out var subject) ? subject : throw Wrong("subject", Required("subject"), "<instance>/<entity>/<key>"),
            Time = Instant("time"),
            EntityVersion = Number("entityversion") ?? throw Missing("entityversion"),
            RecordVersion = attribute("recordversion"),
            MappingVersion = Number("mappingversion"),
            Cause = Cause(Required("cause")),
            ReceivedTime = Instant("receivedtime"),
            TraceParent = attribute("traceparent"),
            CorrelationId = attribute("correlationid"),
            CausationId = attribute("causationid"),
            Echo = attribute("echo"),
            Data = data,
        };

        string Required(string name) => attribute(name) is { Length: > 0 } value ? value : throw Missing(name);

        DateTimeOffset Instant(string name) => Instants.TryParse(Required(name), out var instant) ? instant
            : throw Wrong(name, Required(name), "ISO 8601 with an offset, such as 2026-01-31T09:30:00Z");

        long? Number(string name) => attribute(name) is not { } text ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw Wrong(name, text, "a whole number");
    }

    private static string Text(EventCause cause) => cause switch
    {
        EventCause.Live => "live",
        EventCause.Backfill => "backfill",
        EventCause.Replay => "replay",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "There is no such cause."),
    };

    private static EventCause Cause(string text) => text switch
    {
        "live" => EventCause.Live,
        "backfill" => EventCause.Backfill,
        "replay" => EventCause.Replay,
        _ => throw Wrong("cause", text, "live, backfill or replay"),
    };

    private static FormatException Missing(string name) => new($"The event lacks the attribute '{name}'.");

    private static FormatException Wrong(string name, string value, string expected) => new($"The event's '{name}' is '{value}'; expected {expected}.");
}
