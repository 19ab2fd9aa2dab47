using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Instances;
using Plutora.Integration.Hub.Runtime.Records.Privacy;
using Plutora.Integration.Hub.Runtime.Rules;

namespace Plutora.Integration.Hub.Runtime.Settings;

/// <summary>What stands in <c>plutora.yaml</c>, overridden by <c>PLUTORA__SECTION__NAME</c>.</summary>
public sealed class HubSettings
{
    /// <summary>Name of the hub, first part of each event's <c>source</c>.</summary>
    [RegularExpression("[a-z][a-z0-9-]{0,39}"), Description("Name of the hub, first part of each event's source.")]
    public string Name { get; set; } = "hub";

    /// <summary>How the hub is reached.</summary>
    public HttpSettings Http { get; set; } = new();

    /// <summary>Limits on what is received.</summary>
    public LimitSettings Limits { get; set; } = new();

    /// <summary>The event log.</summary>
    public LogSettings Log { get; set; } = new();

    /// <summary>How raw records are normalized.</summary>
    public NormalizeSettings Normalize { get; set; } = new();

    /// <summary>Who may ask for which action, and how long one is tried.</summary>
    public ActionSettings Actions { get; set; } = new();

    /// <summary>Whether and to whom transitions are told as CDEvents.</summary>
    public CdEventsSettings CdEvents { get; set; } = new();

    /// <summary>Where connectors are loaded from.</summary>
    public ConnectorSettings Connectors { get; set; } = new();

    /// <summary>Instances that are configured here and read-only over the API.</summary>
    public IReadOnlyList<InstanceSettings> Instances { get; set; } = [];

    /// <summary>Link rules that are written here and read-only over the API.</summary>
    public IReadOnlyList<LinkRule> Rules { get; set; } = [];
}

/// <summary>Limits on what is received.</summary>
public sealed class LimitSettings
{
    /// <summary>Largest webhook body in bytes. 25 MB by default.</summary>
    [Range(1_024, 26_214_400)]
    public int WebhookBytes { get; set; } = 26_214_400;

    /// <summary>Bytes of webhooks, uploads and what services publish that may wait for the event log at a time, each counted for 16 KB at least; whatever comes on top is answered 503 with Retry-After at once. Bodies whose signature is still to be checked have as much room apart, in which the one that takes longest gives way. 128 MB by default.</summary>
    [Range(1_048_576, 68_719_476_736)]
    public long WaitingBytes { get; set; } = 134_217_728;

    /// <summary>Deepest nesting of a JSON body. 512 by default.</summary>
    [Range(8, 1_000)]
    public int JsonDepth { get; set; } = 512;

    /// <summary>Largest share of a stream's records that a full scan deletes without being asked, in percent. 5 by default.</summary>
    [Range(0, 100)]
    public int DeletionPercent { get; set; } = 5;

    /// <summary>Number of records up to which that share does not count. 10 by default.</summary>
    [Range(0, 1_000_000)]
    public int DeletionRecords { get; set; } = 10;

    /// <summary>Links that one entity may get by one link rule; a rule that would make more is refused, and where more come later no more are linked. 10,000 by default.</summary>
    [Range(1, 1_000_000)]
    public int LinksPerRule { get; set; } = 10_000;

    /// <summary>Days for which delivery ids are remembered. 7 by default.</summary>
    [Range(1, 90)]
    public int DeliveryDays { get; set; } = 7;

    /// <summary>Seconds within which a request's body must have come whole, however steadily it trickles. 120 by default.</summary>
    [Range(1, 3_600)]
    public int RequestSeconds { get; set; } = 120;
}

/// <summary>The event log: its engine, and partitions and retention of its topics.</summary>
public sealed class LogSettings
{
    /// <summary>What holds the topics: <c>embedded</c>, a file in the home folder, or <c>kafka</c>.</summary>
    public LogEngine Engine { get; set; }

    /// <summary>Partitions of each topic made from now on. 4 by default.</summary>
    [Range(1, 1_000)]
    public int Partitions { get; set; } = 4;

    /// <summary>Days for which every version of a raw record is kept. 90 by default.</summary>
    [Range(1, 36_500)]
    public int RawDays { get; set; } = 90;

    /// <summary>Days for which occurrences are kept. 400 by default.</summary>
    [Range(1, 36_500)]
    public int OccurrenceDays { get; set; } = 400;

    /// <summary>Days for which dead letters are kept. 90 by default.</summary>
    [Range(1, 36_500)]
    public int DeadLetterDays { get; set; } = 90;

    /// <summary>Largest size of the embedded log's file in bytes, at which writes are refused as on a full disk; left out, the disk is the limit.</summary>
    [Range(1_000_000, 100_000_000_000_000)]
    public long? MaxBytes { get; set; }

    /// <summary>The log on Kafka.</summary>
    public KafkaSettings Kafka { get; set; } = new();
}

/// <summary>How raw records are normalized.</summary>
public sealed class NormalizeSettings
{
    /// <summary>Members of the normalizer at this hub, which share the partitions; by default one a processor. No more than there are partitions work.</summary>
    [Range(1, 256)]
    public int? Workers { get; set; }
}

/// <summary>Where connectors are loaded from.</summary>
public sealed class ConnectorSettings
{
    /// <summary>Folders whose every subfolder holds one connector, besides the hub's own and the installed ones.</summary>
    public IReadOnlyList<string> Folders { get; set; } = [];

    /// <summary>Content hashes of the connectors that may be loaded; leave out to allow all.</summary>
    public IReadOnlyList<string>? AllowedSha256 { get; set; }
}

/// <summary>One instance, as written in <c>plutora.yaml</c> or sent to the API.</summary>
public sealed class InstanceSettings
{
    /// <summary>Id; never changes.</summary>
    [Required]
    public string Id { get; set; } = "";

    /// <summary>Id of the connector.</summary>
    [Required]
    public string Connector { get; set; } = "";

    /// <summary>Name shown to people.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Options of the connector; secrets as references.</summary>
    public JsonObject Options { get; set; } = [];

    /// <summary>How webhooks are verified.</summary>
    public WebhookSettings? Webhook { get; set; }

    /// <summary>Paths of values that are dropped or hashed before a record is stored.</summary>
    public PrivacySettings? Privacy { get; set; }

    /// <summary>Seconds between two reads, by stream.</summary>
    public Dictionary<string, int> Intervals { get; set; } = [];

    /// <summary>Cron expressions in UTC, by stream.</summary>
    public Dictionary<string, string> Schedules { get; set; } = [];

    /// <summary>Lower bound by tool time of the first read.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>Hours between two full scans; 0 turns them off.</summary>
    [Range(0, 8_760)]
    public int FullScanHours { get; set; } = 24;

    /// <summary>True while nothing is to be read.</summary>
    public bool Paused { get; set; }

    /// <summary>As the runtime takes it.</summary>
    /// <param name="fromFile">True when it stands in <c>plutora.yaml</c>.</param>
    public InstanceDefinition ToDefinition(bool fromFile) => new()
    {
        Id = Id,
        Connector = Connector,
        DisplayName = DisplayName,
        Options = Options,
        Webhook = Webhook,
        Privacy = Privacy,
        Intervals = Intervals,
        Schedules = Schedules,
        Since = Since,
        FullScanHours = FullScanHours,
        Paused = Paused,
        FromFile = fromFile,
    };
}
