namespace Plutora.Integration.Sdk.Streams;

/// <summary>One kind of record that a connector reads or receives (rule 1 of state).</summary>
public sealed record StreamDescriptor
{
    /// <summary>Id of the stream, <c>[a-z][a-z0-9-]{0,39}</c>; never changes, since topics and cursors carry it.</summary>
    public required string Id { get; init; }

    /// <summary>One sentence: what a record is and which call or webhook it comes from.</summary>
    public required string Description { get; init; }

    /// <summary>What orders the versions of one record id.</summary>
    public VersionOrder Versions { get; init; } = VersionOrder.None;

    /// <summary>Resolution of an instant that orders versions; two records within it tie. One second at most tools.</summary>
    public TimeSpan VersionResolution { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>True when a record holds only part of what the tool knows: what it does not say, it leaves as it is.</summary>
    public bool Partial { get; init; }

    /// <summary>True when its records only add to entities that another stream's records keep alive (rule 16 of state): a deployment's statuses, say.</summary>
    public bool Secondary { get; init; }

    /// <summary>True when the stream can be read; false for a stream that only webhooks or uploads feed.</summary>
    public bool CanRead { get; init; } = true;

    /// <summary>True when older records can be read apart from the incremental read (<see cref="ReadMode.Backfill"/>).</summary>
    public bool CanBackfill { get; init; }

    /// <summary>True when <see cref="ReadMode.FullScan"/> tells every record there is, so that what is missing was deleted.</summary>
    public bool CanScan { get; init; }

    /// <summary>True when <see cref="Connectors.ConnectorInstance.FetchAsync"/> works for this stream.</summary>
    public bool CanFetch { get; init; }

    /// <summary>True when records are occurrences without an id of their own: kept by time alone, never compacted.</summary>
    public bool Occurrences { get; init; }

    /// <summary>How often the stream is read unless the instance says otherwise; null when it is not read on a schedule.</summary>
    public TimeSpan? DefaultInterval { get; init; }

    /// <summary>How far an incremental read goes back behind its cursor, since tools show changes late. Repetitions cost nothing but the read.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.Zero;
}
