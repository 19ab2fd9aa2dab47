namespace Plutora.Integration.Model.Descriptors;

/// <summary>What a field of an entity holds.</summary>
public enum FieldKind
{
    /// <summary>Text.</summary>
    String,
    /// <summary>A whole number.</summary>
    Integer,
    /// <summary>A number.</summary>
    Number,
    /// <summary>True or false.</summary>
    Boolean,
    /// <summary>A point in time, as ISO 8601 text with an offset.</summary>
    Instant,
    /// <summary>One of a list of values, as text.</summary>
    Enum,
    /// <summary>A reference to an entity.</summary>
    Reference,
    /// <summary>An object with members of its own.</summary>
    Object,
    /// <summary>A list of elements of one kind.</summary>
    List,
    /// <summary>Elements of one kind by any name.</summary>
    Map,
    /// <summary>Any JSON.</summary>
    Any,
}
