namespace Plutora.Integration.Sdk.Streams;

/// <summary>What <see cref="SourceRecord.Version"/> holds and how two of them compare (rules 1 and 7 of state).</summary>
public enum VersionOrder
{
    /// <summary>Nothing orders the versions: they are ordered by when the read was sent or the webhook received.</summary>
    None,

    /// <summary>An ISO 8601 instant, compared at <see cref="StreamDescriptor.VersionResolution"/>.</summary>
    Instant,

    /// <summary>A whole number without limit of digits, such as a sequence or a resourceVersion that the tool lets compare.</summary>
    Sequence,

    /// <summary>The record never changes once it exists (a commit): every version is the same.</summary>
    Immutable,
}
