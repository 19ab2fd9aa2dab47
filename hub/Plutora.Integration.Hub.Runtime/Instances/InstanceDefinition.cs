using System.Text.Json.Nodes;
using Plutora.Integration.Hub.Runtime.Records.Privacy;

namespace Plutora.Integration.Hub.Runtime.Instances;

/// <summary>A configured connector, as the administrator wrote it.</summary>
public sealed record InstanceDefinition
{
    /// <summary>Id, <c>[a-z][a-z0-9-]{0,39}</c>; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the connector.</summary>
    public required string Connector { get; init; }

    /// <summary>Name shown to people; may change.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Options of the connector, secrets as references.</summary>
    public JsonObject Options { get; init; } = [];

    /// <summary>Version of the options' form.</summary>
    public int OptionsVersion { get; init; } = 1;

    /// <summary>How webhooks are verified; null when the instance takes none.</summary>
    public WebhookSettings? Webhook { get; init; }

    /// <summary>What of its records is not stored as the tool told it; null when everything is.</summary>
    public PrivacySettings? Privacy { get; init; }

    /// <summary>Seconds between two reads of a stream, by stream id; the connector's own interval where none is given.</summary>
    public IReadOnlyDictionary<string, int> Intervals { get; init; } = new Dictionary<string, int>();

    /// <summary>Cron expressions by stream id, in UTC, instead of an interval.</summary>
    public IReadOnlyDictionary<string, string> Schedules { get; init; } = new Dictionary<string, string>();

    /// <summary>Lower bound by tool time of the first read; older records are left to a backfill. Null: everything.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Hours between two full scans of a stream that can be scanned; 0 turns them off. 24 by default.</summary>
    public int FullScanHours { get; init; } = 24;

    /// <summary>True while nothing is read; webhooks are still stored.</summary>
    public bool Paused { get; init; }

    /// <summary>When it was first added; what happened at the tool before is <c>backfill</c> (rule 20 of state).</summary>
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>How often it was reset: what is read after a reset stands whatever its version (rule 18 of state).</summary>
    public int Resets { get; init; }

    /// <summary>Set while it is being removed: it reads and receives nothing more, and is forgotten once what it stored has been normalized.</summary>
    public RemovalKind? Removing { get; init; }

    /// <summary>True when it stands in <c>plutora.yaml</c> and is read-only over the API.</summary>
    public bool FromFile { get; init; }
}

/// <summary>What becomes of an instance's entities when it is removed.</summary>
public enum RemovalKind
{
    /// <summary>They stay as they are.</summary>
    KeepEntities,

    /// <summary>They are deleted.</summary>
    DeleteEntities,
}

/// <summary>How webhooks of an instance are verified. One kind must be chosen.</summary>
public sealed record WebhookSettings
{
    /// <summary>The verifier: <c>hmac</c>, <c>jwt</c>, <c>certificate</c>, <c>header</c> or <c>signal</c>.</summary>
    public required string Verifier { get; init; }

    /// <summary>Reference to the shared secret or token.</summary>
    public string? Secret { get; init; }

    /// <summary>User name when <c>header</c> means HTTP basic credentials.</summary>
    public string? User { get; init; }

    /// <summary>Header that carries the secret, where it differs from the connector's.</summary>
    public string? Header { get; init; }

    /// <summary>Thumbprint (SHA-256, hex) of the client certificate for <c>certificate</c>.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>Issuer expected in a <c>jwt</c>.</summary>
    public string? Issuer { get; init; }

    /// <summary>Audience expected in a <c>jwt</c>.</summary>
    public string? Audience { get; init; }
}
