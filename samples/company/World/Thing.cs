namespace Acme.Company.World;

/// <summary>Something that the company has, in no tool's words. A thing is never changed: a change puts another in its place.</summary>
public abstract record Thing
{
    /// <summary>Number of the thing among those of its kind, from 1 on; 0 until the world has taken it.</summary>
    public long Id { get; init; }

    /// <summary>When the world took it, by the world's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Number of its last change among all changes of the world; a later change of anything has a greater one.</summary>
    public long Revision { get; init; }
}

/// <summary>What became of a thing.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It is another than before.</summary>
    Updated,

    /// <summary>It is gone.</summary>
    Deleted,
}

/// <summary>One change of the world.</summary>
/// <param name="Revision">Its number; changes are told in this order, without gaps.</param>
/// <param name="At">When, by the world's clock.</param>
/// <param name="Kind">What became of the thing.</param>
/// <param name="Now">The thing after the change; as it last was where it is gone.</param>
/// <param name="Before">The thing before the change; null where it is new.</param>
/// <param name="By">Login of who changed it.</param>
public sealed record Change(long Revision, DateTimeOffset At, ChangeKind Kind, Thing Now, Thing? Before, string By);
