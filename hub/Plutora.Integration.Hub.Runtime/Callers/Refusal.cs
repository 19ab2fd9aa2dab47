namespace Plutora.Integration.Hub.Runtime.Callers;

/// <summary>Why something was not done; each has the value of its HTTP status.</summary>
public enum RefusalReason
{
    /// <summary>What was asked cannot be read.</summary>
    Unreadable = 400,

    /// <summary>The caller's role or scope does not allow it, or its key was revoked.</summary>
    NotAllowed = 403,

    /// <summary>What was named does not exist.</summary>
    NotFound = 404,

    /// <summary>It does not fit how things stand now.</summary>
    Conflict = 409,

    /// <summary>What was given is wrong; every fault is told.</summary>
    Invalid = 422,

    /// <summary>The tool did not answer as it should.</summary>
    ToolFailed = 502,
}

/// <summary>That something was not done, and why.</summary>
/// <param name="Reason">The kind of reason.</param>
/// <param name="Message">One sentence for people, with the remedy.</param>
/// <param name="Faults">Every fault, where there are several; empty otherwise.</param>
public sealed record Refusal(RefusalReason Reason, string Message, IReadOnlyList<string> Faults)
{
    /// <summary>A refusal of one sentence.</summary>
    public Refusal(RefusalReason reason, string message)
        : this(reason, message, [])
    {
    }

    /// <summary>What was named does not exist.</summary>
    public static Refusal NotFound(string message) => new(RefusalReason.NotFound, message);

    /// <summary>It does not fit how things stand now.</summary>
    public static Refusal Conflict(string message) => new(RefusalReason.Conflict, message);
}
