using System.Diagnostics;
using System.Diagnostics.Metrics;
using Plutora.Integration.Model.Envelope;

namespace Plutora.Integration.Hub.Runtime.Telemetry;

/// <summary>What the hub counts and times, for OpenTelemetry: meter and activity source <c>Plutora.Integration</c>.</summary>
public static class HubMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Plutora.Integration";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("plutora.deliveries", "{delivery}", "Webhook deliveries and uploads, by instance and what became of them.");
    private static readonly Counter<long> Read = Meter.CreateCounter<long>("plutora.records.read", "{record}", "Records told by reads, by instance and stream.");
    private static readonly Counter<long> Stored = Meter.CreateCounter<long>("plutora.records.stored", "{record}", "Records that were new or changed and went to raw topics, by instance and stream.");
    private static readonly Counter<long> Normalized = Meter.CreateCounter<long>("plutora.records.normalized", "{record}", "Raw records that went through the guard, by instance, stream and verdict.");
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("plutora.events.published", "{event}", "Normalized events, by entity, cause and change.");
    private static readonly Counter<long> SetAside = Meter.CreateCounter<long>("plutora.dead_letters", "{record}", "Records that were set aside, by instance and stage.");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("plutora.instance.failures", "{failure}", "Failures of instances that were waited out or stopped them, by instance.");
    private static readonly Counter<long> RuleTimeouts = Meter.CreateCounter<long>("plutora.rules.timeouts", "{text}", "Texts that an administrator's link rule could not judge in time, by rule.");
    private static readonly Counter<long> CdEvents = Meter.CreateCounter<long>("plutora.cdevents.published", "{event}", "CDEvents, by type and cause.");
    private static readonly Counter<long> CdEventsSkipped = Meter.CreateCounter<long>("plutora.cdevents.skipped", "{event}", "Transitions without a CDEvent, by type and the required field that the entity does not tell.");
    private static readonly Counter<long> CdEventsSent = Meter.CreateCounter<long>("plutora.cdevents.deliveries", "{request}", "Requests to receivers of CDEvents, by receiver and outcome (delivered, refused, failed, dead-letter).");
    private static readonly Histogram<double> Latency = Meter.CreateHistogram<double>("plutora.normalize.latency", "s", "From a live record's receipt to the commit of what it means.",
        advice: new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600] });

    /// <summary>Spans of receiving, reading and normalizing.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    internal static void Delivered(string instance, string status) => Deliveries.Add(1, new("instance", instance), new("status", status));

    internal static void PageStored(string instance, string stream, long read, long stored)
    {
        Read.Add(read, new("instance", instance), new("stream", stream));
        Stored.Add(stored, new("instance", instance), new("stream", stream));
    }

    internal static void RecordJudged(string instance, string stream, string verdict) => Normalized.Add(1, new("instance", instance), new("stream", stream), new("verdict", verdict));

    internal static void Published(string entity, EventCause cause, bool deleted) =>
        Events.Add(1, new("entity", entity), new("cause", Word(cause)), new("change", deleted ? "deleted" : "upserted"));

    internal static void DeadLetter(string instance, string stage) => SetAside.Add(1, new("instance", instance), new("stage", stage));

    internal static void InstanceFailed(string instance) => Failures.Add(1, new KeyValuePair<string, object?>("instance", instance));

    internal static void RuleTimedOut(string rule) => RuleTimeouts.Add(1, new KeyValuePair<string, object?>("rule", rule));

    internal static void CdEventPublished(string type, string cause) => CdEvents.Add(1, new("type", type), new("cause", cause));

    internal static void CdEventSkipped(string type, string field) => CdEventsSkipped.Add(1, new("type", type), new("field", field));

    internal static void CdEventSent(string receiver, string outcome) => CdEventsSent.Add(1, new("receiver", receiver), new("outcome", outcome));

    internal static void Committed(TimeSpan sinceReceipt) => Latency.Record(sinceReceipt.TotalSeconds);

    private static string Word(EventCause cause) => cause switch
    {
        EventCause.Live => "live",
        EventCause.Backfill => "backfill",
        _ => "replay",
    };
}
